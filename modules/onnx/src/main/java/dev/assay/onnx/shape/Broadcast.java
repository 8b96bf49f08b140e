package dev.assay.onnx.shape;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** NumPy's rules for operands of different shapes: aligned at the last dimension, sizes of 1 stretched. */
final class Broadcast {
    private Broadcast() {}

    static long[] dims(long[] a, long[] b) {
        long[] dims = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= dims.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                throw new Unknowable("its inputs have shapes that do not go together, " + Arrays.toString(a) + " and "
                        + Arrays.toString(b));
            }
            dims[dims.length - i] = left == 1 ? right : left;
        }
        return dims;
    }

    /** From the position of an element in the stretched shape to that in the original. */
    static IntUnaryOperator source(long[] original, long[] stretched) {
        return position -> {
            int rest = position;
            int source = 0;
            int stride = 1;
            for (int i = 1; i <= original.length; i++) {
                int size = (int) stretched[stretched.length - i];
                if (original[original.length - i] != 1) {
                    source += rest % size * stride;
                }
                stride *= (int) original[original.length - i];
                rest /= size;
            }
            return source;
        };
    }
}
