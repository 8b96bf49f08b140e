package dev.assay.quantization.calibration;

/**
 * What calibration found for one tensor.
 *
 * @param tensor its name
 * @param min    lower end of the range; not above {@code max}
 * @param max    upper end of the range
 * @param values elements seen, over all examples; 0 when the tensor was always empty, and then the range is 0 to 0
 * @param finite false when an element was NaN or infinite; the range is then without meaning
 */
public record TensorRange(String tensor, float min, float max, long values, boolean finite) {
    /** Whether the range can be used to map the tensor to integers. */
    public boolean isUsable() {
        return finite && values > 0;
    }
}
