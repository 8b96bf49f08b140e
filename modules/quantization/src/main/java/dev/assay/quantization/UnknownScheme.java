package dev.assay.quantization;

/** A scheme name or option that does not exist; the message names it and lists what does. */
public final class UnknownScheme extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownScheme(String message) {
        super(message);
    }
}
