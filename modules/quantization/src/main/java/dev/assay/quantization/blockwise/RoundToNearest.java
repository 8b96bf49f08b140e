package dev.assay.quantization.blockwise;

/**
 * The scale that just covers a block.
 *
 * <p>Widths and order of operations are those of ONNX Runtime's own packer ({@code MlasQuantizeBlockwise}), so that scales
 * and zero points are equal to the last bit: everything is float, zero points round halves away from 0. The symmetric
 * scale takes its sign from the largest weight, which becomes the lowest integer: there is one more below the middle than
 * above. Integers differ from that packer's where it multiplies by the reciprocal of the scale; here they are the nearest.
 */
public final class RoundToNearest implements BlockRounding {
    @Override
    public void choose(double[] weights, int count, BlockFormat format, Parameters parameters) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, (float) weights[i]);
            max = Math.max(max, (float) weights[i]);
        }
        if (format.symmetric()) {
            float largest = Math.abs(max) > Math.abs(min) ? max : min;
            parameters.scale = -largest / format.middle();
            parameters.zero = format.middle();
            return;
        }
        min = Math.min(min, 0f);
        max = Math.max(max, 0f);
        float scale = (max - min) / format.top();
        float zero = scale == 0 ? 0 : 0f - min / scale;
        parameters.scale = scale;
        // Adding a half in double is exact for numbers of this size.
        parameters.zero = (int) Math.max(0, Math.min(format.top(), Math.floor((double) zero + 0.5)));
    }
}
