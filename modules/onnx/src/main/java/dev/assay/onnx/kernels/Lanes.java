package dev.assay.onnx.kernels;

import dev.assay.onnx.kernels.Kernel.Arithmetic;
import dev.assay.onnx.kernels.Kernel.Kind;
import dev.assay.onnx.shape.NodeView;
import dev.assay.onnx.shape.Value;

/** How much of the work of vectors is lost at their ends. */
final class Lanes {
    private Lanes() {}

    /** Operations with the idle lanes counted. */
    static long filled(NodeView node, Kind kind, Arithmetic arithmetic, long operations, Value output) {
        long[] dims = output.dims();
        if (dims == null || dims.length == 0) {
            return operations;
        }
        return switch (kind) {
            case MOVEMENT -> output.elements();
            case PRODUCT -> scaled(operations, dims[dims.length - 1]);
            case CONVOLUTION, GROUPED -> {
                long out = dims.length > 1 ? dims[1] : 1;
                long filled = scaled(operations, out);
                long[] in = node.in(0).dims();
                long channels = in == null || in.length < 2 ? 0 : in[1];
                boolean blocked =
                        kind == Kind.CONVOLUTION && arithmetic == Arithmetic.FLOAT && channels >= Kernel.LANES;
                yield blocked ? scaled(filled, channels) : filled;
            }
            default -> operations;
        };
    }

    private static long scaled(long operations, long size) {
        if (size < 1) {
            return operations;
        }
        double idle = Math.ceilDiv(size, Kernel.LANES) * Kernel.LANES / (double) size;
        return (long) Math.min(Long.MAX_VALUE, operations * idle);
    }
}
