package dev.assay.quantization;

/**
 * The map between real numbers and integers, {@code real = scale * (integer - zeroPoint)}.
 *
 * <p>The order of operations and the widths are those of ONNX Runtime's reference quantizer
 * ({@code onnxruntime.quantization.quant_utils.compute_scale_zp}, version 1.30), so that the integers are equal to the
 * last bit: the extent is subtracted in float, divided in double, and only then rounded to float; a value is divided by
 * the rounded scale, never multiplied by its reciprocal; ties round to even.
 *
 * @param scale     greater than 0
 * @param zeroPoint the integer that stands for 0
 */
public record Affine(float scale, int zeroPoint) {

    /** A range of integers to map to. */
    public record Range(int min, int max) {
        /** Signed activations. */
        public static final Range INT8 = new Range(-128, 127);

        /** Weights: as far to either side of 0. */
        public static final Range INT8_SYMMETRIC = new Range(-127, 127);

        /** Weights for kernels that add pairs of products in 16 bits. */
        public static final Range INT8_REDUCED = new Range(-64, 64);

        /** Unsigned activations, and tables. */
        public static final Range UINT8 = new Range(0, 255);
    }

    /**
     * The map for values between {@code min} and {@code max}; both are first widened to contain 0.
     *
     * <p>An extent so small that the scale would be subnormal gives scale 1 and zero point 0: everything becomes 0. An
     * extent beyond float gives an infinite scale, see {@link #isUsable}.
     */
    public static Affine of(float min, float max, Range range, boolean symmetric) {
        float low = Math.min(min, 0f);
        float high = Math.max(max, 0f);
        if (symmetric) {
            high = Math.max(Math.abs(low), Math.abs(high));
            low = -high;
        }
        double extent = high - low;
        double scale = extent / ((double) range.max - range.min);
        if (scale < Float.MIN_NORMAL) {
            return new Affine(1f, 0);
        }
        double zeroPoint =
                symmetric ? Math.rint((range.min + range.max) / 2.0) : Math.rint(range.min - (double) low / scale);
        return new Affine((float) scale, (int) zeroPoint);
    }

    /** False when the extent was beyond what float can hold. */
    public boolean isUsable() {
        return Float.isFinite(scale);
    }

    /** The integer nearest to a value, within the range; of two equally near ones the even. */
    public int quantize(float value, Range range) {
        double integer = Math.rint(value / scale) + zeroPoint;
        return (int) Math.max(range.min, Math.min(range.max, integer));
    }

    /** The value that an integer stands for. */
    public float dequantize(int integer) {
        return (integer - zeroPoint) * scale;
    }
}
