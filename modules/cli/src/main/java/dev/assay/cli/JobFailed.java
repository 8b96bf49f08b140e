package dev.assay.cli;

/** Work that was understood and could not be done; the message is one sentence for the user. */
public final class JobFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public JobFailed(String message) {
        super(message);
    }

    public JobFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
