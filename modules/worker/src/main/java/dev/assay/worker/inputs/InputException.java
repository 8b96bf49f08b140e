package dev.assay.worker.inputs;

/** The workload does not fit the model or its dataset; the message is one sentence that says what to change. */
public final class InputException extends Exception {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
