package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A weight tensor in eight bits with its scales and zero points, ready to be initializers.
 *
 * @param values    integers in the shape of the weights
 * @param scale     float32, scalar or one per column
 * @param zeroPoint of the type of the values and the shape of the scale
 * @param sqnrDb    signal to rounding noise of the weights in dB; null when nothing was lost
 * @param cosine    of the weights before and after
 */
record RoundedWeights(
        TensorProto values,
        TensorProto scale,
        TensorProto zeroPoint,
        @Nullable Double sqnrDb,
        double cosine) {

    /** Weights that have no eight-bit form; the message is a reason for the report. */
    static final class Unroundable extends Exception {
        private static final long serialVersionUID = 1L;

        Unroundable(String reason) {
            super(reason);
        }
    }

    /**
     * A matrix {@code [rows, columns]} as signed symmetric integers, from where it stands in a buffer.
     *
     * @param transposed whether the buffer holds {@code [columns, rows]}
     * @param factor     multiplies every weight first
     * @param perColumn  one scale per column instead of one for all
     * @param names      makes the names of the three tensors from a suffix
     */
    static RoundedWeights matrix(
            FloatBuffer weights,
            int rows,
            int columns,
            boolean transposed,
            float factor,
            boolean perColumn,
            boolean reducedRange,
            UnaryOperator<String> names)
            throws Unroundable {
        int rowStride = transposed ? 1 : columns;
        int columnStride = transposed ? rows : 1;
        int groups = perColumn ? columns : 1;
        float[] min = new float[groups];
        float[] max = new float[groups];
        Arrays.fill(min, Float.POSITIVE_INFINITY);
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                float value = weights.get(row * rowStride + column * columnStride) * factor;
                int group = perColumn ? column : 0;
                min[group] = Math.min(min[group], value);
                max[group] = Math.max(max[group], value);
            }
        }
        Affine.Range range = reducedRange ? Affine.Range.INT8_REDUCED : Affine.Range.INT8_SYMMETRIC;
        Affine[] maps = new Affine[groups];
        float[] scales = new float[groups];
        byte[] zeroPoints = new byte[groups];
        for (int group = 0; group < groups; group++) {
            maps[group] = usable(min[group], max[group], range, true);
            scales[group] = maps[group].scale();
            zeroPoints[group] = (byte) maps[group].zeroPoint();
        }
        byte[] values = new byte[rows * columns];
        Loss loss = new Loss();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                float value = weights.get(row * rowStride + column * columnStride) * factor;
                Affine map = maps[perColumn ? column : 0];
                int integer = map.quantize(value, range);
                values[row * columns + column] = (byte) integer;
                loss.add(value, map.dequantize(integer));
            }
        }
        long[] groupShape = perColumn ? new long[] {columns} : new long[0];
        return new RoundedWeights(
                Tensors.ofRaw(names.apply("_int8"), ElementType.INT8, values, rows, columns),
                Tensors.ofFloats(names.apply("_scale"), scales, groupShape),
                Tensors.ofRaw(names.apply("_zero_point"), ElementType.INT8, zeroPoints, groupShape),
                loss.sqnrDb(),
                loss.cosine());
    }

    /** A lookup table of any shape as unsigned integers with one scale and zero point. */
    static RoundedWeights table(TensorProto table, UnaryOperator<String> names) throws Unroundable {
        FloatBuffer weights = Tensors.floats(table);
        int count = weights.remaining();
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, weights.get(i));
            max = Math.max(max, weights.get(i));
        }
        Affine map = usable(min, max, Affine.Range.UINT8, false);
        byte[] values = new byte[count];
        Loss loss = new Loss();
        for (int i = 0; i < count; i++) {
            int integer = map.quantize(weights.get(i), Affine.Range.UINT8);
            values[i] = (byte) integer;
            loss.add(weights.get(i), map.dequantize(integer));
        }
        return new RoundedWeights(
                Tensors.ofRaw(names.apply("_uint8"), ElementType.UINT8, values, Tensors.dims(table)),
                Tensors.ofFloats(names.apply("_scale"), new float[] {map.scale()}),
                Tensors.ofRaw(names.apply("_zero_point"), ElementType.UINT8, new byte[] {(byte) map.zeroPoint()}),
                loss.sqnrDb(),
                loss.cosine());
    }

    private static Affine usable(float min, float max, Affine.Range range, boolean symmetric) throws Unroundable {
        if (!Float.isFinite(min) || !Float.isFinite(max)) {
            throw new Unroundable("its weights contain NaN or infinity");
        }
        Affine map = Affine.of(min, max, range, symmetric);
        if (!map.isUsable()) {
            throw new Unroundable("its weights span more than float32 can hold, so no scale fits");
        }
        return map;
    }

    /** Sums over all weights of what rounding changed. */
    private static final class Loss {
        private double signal;
        private double noise;
        private double rounded;
        private double dot;

        void add(double before, double after) {
            signal += before * before;
            rounded += after * after;
            dot += before * after;
            noise += (before - after) * (before - after);
        }

        @Nullable
        Double sqnrDb() {
            return noise == 0 ? null : 10 * Math.log10(signal / noise);
        }

        double cosine() {
            return FidelityMeter.cosine(dot, signal, rounded);
        }
    }
}
