package dev.assay.cli.serve;

/** Something the user has to change before the portal can start; the message says what, in one sentence. */
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    public CannotStart(String message) {
        super(message);
    }

    public CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
