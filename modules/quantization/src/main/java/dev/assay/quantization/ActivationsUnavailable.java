package dev.assay.quantization;

/** The model could not be run on the calibration examples; the message says why, and what to do. */
public final class ActivationsUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    public ActivationsUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
