package dev.assay.quantization.qdq;

/** A node that stays in floating point; the message is the reason in the report. */
final class Unsuitable extends Exception {
    private static final long serialVersionUID = 1L;

    Unsuitable(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
