package dev.assay.runtime;

/** ONNX Runtime refused to load or to run a model; the message is one sentence. */
public final class InferenceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it can be told. */
    public enum Kind {
        /** The runtime asked for more memory than it was given. */
        OUT_OF_MEMORY,
        /** The run was stopped by {@link ModelSession#terminate()}. */
        TERMINATED,
        /** Anything else: the message is the runtime's. */
        REFUSED
    }

    private final Kind kind;

    public InferenceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    InferenceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
