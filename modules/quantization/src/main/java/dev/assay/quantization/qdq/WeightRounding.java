package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Affine;
import dev.assay.quantization.WeightLoss;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Weights as signed symmetric integers, with one scale per channel or one for all.
 *
 * <p>Scales and integers are those of the reference tool ({@code quantize_data} and {@code quantize_onnx_initializer} of
 * onnxruntime 1.30), to the last bit; see {@link Affine}.
 */
final class WeightRounding {
    private final FloatBuffer weights;
    private final long[] dims;
    private final float factor;
    private final int inner;
    private final int channels;
    private final Affine.Range range;

    /**
     * The integers and what they lost.
     *
     * @param values a tensor in the shape of the weights
     * @param sqnrDb signal to rounding noise in dB; null when nothing was lost
     * @param cosine of the weights before and after
     */
    record Rounded(TensorProto values, @Nullable Double sqnrDb, double cosine) {}

    /**
     * Looks at weights.
     *
     * @param dims   their shape
     * @param axis   axis of the channels; -1 for one scale for all
     * @param factor multiplies every weight first
     */
    WeightRounding(FloatBuffer weights, long[] dims, int axis, float factor, boolean reducedRange) {
        this.weights = weights;
        this.dims = dims.clone();
        this.factor = factor;
        this.channels = axis < 0 ? 1 : Math.toIntExact(dims[axis]);
        this.inner = axis < 0
                ? Math.toIntExact(Tensors.elements(dims))
                : Math.toIntExact(Tensors.elements(Arrays.copyOfRange(dims, axis + 1, dims.length)));
        this.range = reducedRange ? Affine.Range.INT8_REDUCED : Affine.Range.INT8_SYMMETRIC;
    }

    /** The largest magnitude of each channel. */
    private float[] magnitudes() {
        float[] magnitudes = new float[channels];
        for (int i = 0; i < weights.limit(); i++) {
            int channel = i / inner % channels;
            magnitudes[channel] = Math.max(magnitudes[channel], Math.abs(weights.get(i) * factor));
        }
        return magnitudes;
    }

    /** Which channels are zero throughout. */
    boolean[] zero() {
        float[] magnitudes = magnitudes();
        boolean[] zero = new boolean[channels];
        for (int channel = 0; channel < channels; channel++) {
            zero[channel] = magnitudes[channel] == 0;
        }
        return zero;
    }

    /**
     * The scale of each channel.
     *
     * @throws Unsuitable if there are weights without a scale
     */
    float[] scales() throws Unsuitable {
        float[] magnitudes = magnitudes();
        float[] scales = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            if (!Float.isFinite(magnitudes[channel])) {
                throw new Unsuitable("its weights contain NaN or infinity");
            }
            Affine map = Affine.of(-magnitudes[channel], magnitudes[channel], range, true);
            if (!map.isUsable()) {
                throw new Unsuitable("its weights span more than float32 can hold, so no scale fits");
            }
            scales[channel] = map.scale();
        }
        return scales;
    }

    /** The integers for these scales, as a tensor of that name. */
    Rounded round(String name, float[] scales) {
        byte[] values = new byte[weights.limit()];
        WeightLoss loss = new WeightLoss();
        for (int i = 0; i < values.length; i++) {
            float weight = weights.get(i) * factor;
            Affine map = new Affine(scales[i / inner % channels], 0);
            int integer = map.quantize(weight, range);
            values[i] = (byte) integer;
            loss.add(weight, map.dequantize(integer));
        }
        TensorProto tensor = Tensors.ofRaw(name, ElementType.INT8, values, dims);
        return new Rounded(tensor, loss.sqnrDb(), loss.cosine());
    }
}
