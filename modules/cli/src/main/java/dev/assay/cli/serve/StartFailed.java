package dev.assay.cli.serve;

/** A part of the portal that did not come up; the message says which, and where its log is. */
public final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(String message) {
        super(message);
    }

    StartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
