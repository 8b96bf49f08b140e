package dev.assay.onnx.shape;

/** A shape that cannot be told without running the model, or that a broken graph does not have; the message is why. */
final class Unknowable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknowable(String reason) {
        super(reason, null, false, false);
    }
}
