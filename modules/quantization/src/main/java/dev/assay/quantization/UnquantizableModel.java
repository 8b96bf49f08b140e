package dev.assay.quantization;

/** A model to which a scheme cannot be applied as a whole; the message says why and what to do. */
public final class UnquantizableModel extends Exception {
    private static final long serialVersionUID = 1L;

    public UnquantizableModel(String message) {
        super(message);
    }
}
