package dev.assay.onnx;

/** A file that {@link ModelGate} refuses; the message is one sentence for the user: what, that nothing was stored, what to do. */
public final class RejectedModel extends Exception {
    private static final long serialVersionUID = 1L;

    private final Rejection code;

    RejectedModel(Rejection code, String message) {
        super(message);
        this.code = code;
    }

    public Rejection code() {
        return code;
    }
}
