package dev.assay.onnx.shape;

import java.util.function.IntUnaryOperator;

/** Positions of elements in row-major data. */
final class Strides {
    private Strides() {}

    /** How far apart neighbours along each axis are. */
    static int[] of(long[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= (int) dims[i];
        }
        return strides;
    }

    /** From a position in a shape to a position in data with other strides. */
    static IntUnaryOperator walk(long[] dims, int[] strides, int offset) {
        return position -> {
            int rest = position;
            int source = offset;
            for (int i = dims.length - 1; i >= 0; i--) {
                source += rest % (int) dims[i] * strides[i];
                rest /= (int) dims[i];
            }
            return source;
        };
    }
}
