package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Scratch;
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
        RowRounding loops = new RowRounding(weights, transposed ? columns : rows, transposed ? rows : columns, factor);
        float[] magnitudes = perColumn && !transposed ? loops.magnitudesAcross() : loops.magnitudesAlong();
        if (!perColumn) {
            magnitudes = new float[] {largest(magnitudes)};
        }
        Affine.Range range = reducedRange ? Affine.Range.INT8_REDUCED : Affine.Range.INT8_SYMMETRIC;
        float[] scales = new float[magnitudes.length];
        for (int group = 0; group < scales.length; group++) {
            scales[group] =
                    usable(-magnitudes[group], magnitudes[group], range, true).scale();
        }
        byte[] values = new byte[Math.multiplyExact(rows, columns)];
        WeightLoss loss = loops.round(perColumn ? scales : filled(columns, scales[0]), 0, range, transposed, values);
        long[] groupShape = perColumn ? new long[] {columns} : new long[0];
        return new RoundedWeights(
                Tensors.ofRaw(names.apply("_int8"), ElementType.INT8, values, rows, columns),
                Tensors.ofFloats(names.apply("_scale"), scales, groupShape),
                Tensors.ofRaw(names.apply("_zero_point"), ElementType.INT8, new byte[scales.length], groupShape),
                loss.sqnrDb(),
                loss.cosine());
    }

    /** A lookup table of any shape as unsigned integers with one scale and zero point. */
    static RoundedWeights table(TensorProto table, UnaryOperator<String> names) throws Unroundable {
        long[] dims = Tensors.dims(table);
        int columns = dims.length == 0 ? 1 : Math.toIntExact(dims[dims.length - 1]);
        int rows = Math.toIntExact(Tensors.elements(dims) / columns);
        RowRounding loops = new RowRounding(Tensors.floats(table), rows, columns, 1f);
        RowRounding.Ends ends = loops.ends();
        Affine map = usable(ends.min(), ends.max(), Affine.Range.UINT8, false);
        byte[] values = new byte[Math.multiplyExact(rows, columns)];
        WeightLoss loss = loops.round(filled(columns, map.scale()), map.zeroPoint(), Affine.Range.UINT8, false, values);
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

    private static float largest(float[] magnitudes) {
        float largest = 0;
        for (float magnitude : magnitudes) {
            largest = Math.max(largest, magnitude);
        }
        return largest;
    }

    private static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }

    /** The same with its integers in a scratch place. */
    RoundedWeights stored(Scratch scratch) {
        return new RoundedWeights(scratch.store(values), scale, zeroPoint, sqnrDb, cosine);
    }
}
