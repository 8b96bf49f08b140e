package dev.assay.quantization.qdq;

/**
 * Biases as 32-bit integers in the unit of the products, {@code input scale * weight scale}, with zero point 0, so that
 * they are added to the sums of products without a conversion.
 *
 * <p>Scale and integers are those of the reference tool ({@code quantize_bias_static_impl} and
 * {@code _adjust_weight_scale_for_int32_bias} of onnxruntime 1.30): the unit is a float32 product, the division is done
 * in float64. Where the unit is so small that a bias would not fit, the scale of the weights is enlarged first.
 *
 * <p>The tool goes to within 0.01 % of the largest integer, where adding the products can overflow. Here the largest sum
 * of products is kept free; from 7 products per output on that is the stricter rule. And a channel whose weights are all
 * zero gets the scale that keeps its bias to 24 bits, instead of scale 1, which rounds the bias to multiples of the
 * input's scale.
 */
final class BiasRounding {
    private static final double MARGIN = 1.0001;
    private static final double INTEGERS = 4_294_967_294.0;
    private static final double EXACT = 1 << 23;

    /** Largest product of an activation and a weight. */
    private static final double LARGEST_PRODUCT = 255.0 * 127.0;

    private BiasRounding() {}

    /**
     * The scales of the weights, enlarged where the bias demands it.
     *
     * @param scales   one per channel, or one for all
     * @param zero     which channels have only zero weights
     * @param bias     one per output channel; channels of groups share scales in turn
     * @param products products that are summed for one output
     */
    static float[] widened(float[] scales, boolean[] zero, float inputScale, float[] bias, long products) {
        float[] widened = scales.clone();
        for (int channel = 0; channel < scales.length; channel++) {
            double largest = 0;
            for (int i = channel; i < bias.length; i += scales.length) {
                largest = Math.max(largest, Math.abs(bias[i]));
            }
            double unit = (double) inputScale * scales[channel];
            if (zero[channel] && largest > 0) {
                float exact = (float) (largest / EXACT / inputScale);
                widened[channel] = exact >= Float.MIN_NORMAL && Float.isFinite(exact) ? exact : scales[channel];
                continue;
            }
            double least = leastUnit(largest, products);
            if (unit < least && unit > 0) {
                widened[channel] = (float) (scales[channel] * (least / unit));
            }
        }
        return widened;
    }

    private static double leastUnit(double bias, long products) {
        double byTool = MARGIN * (2 * bias) / INTEGERS;
        double free = Math.max(Integer.MAX_VALUE - products * LARGEST_PRODUCT, 1 << 30);
        return Math.max(byTool, bias / free);
    }

    /** The unit of each bias: the scale of its integers. */
    static float[] units(float[] scales, float inputScale) {
        float[] units = new float[scales.length];
        for (int channel = 0; channel < scales.length; channel++) {
            units[channel] = inputScale * scales[channel];
        }
        return units;
    }

    /** The integers of biases; output channel {@code i} has unit {@code i} modulo the number of units. */
    static int[] round(float[] bias, float[] units) {
        int[] integers = new int[bias.length];
        for (int i = 0; i < bias.length; i++) {
            double integer = Math.rint((double) bias[i] / units[i % units.length]);
            integers[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, integer));
        }
        return integers;
    }
}
