package dev.assay.onnx.shape;

import dev.assay.onnx.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators that do the work of a network: products, convolutions, pools, reductions, recurrent layers, quantization. */
final class LayerRules {
    private LayerRules() {}

    static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("MatMul", node -> matMul(node, 1, node.type(0)));
        rules.put("MatMulInteger", node -> matMul(node, 1, ElementType.INT32));
        rules.put("QLinearMatMul", node -> matMul(node, 3, node.type(7)));
        rules.put("MatMulIntegerToFloat", node -> matMul(node, 1, ElementType.FLOAT32));
        rules.put("DynamicQuantizeMatMul", node -> matMul(node, 1, ElementType.FLOAT32));
        rules.put("MatMulNBits", LayerRules::matMulNBits);
        rules.put("Gemm", LayerRules::gemm);
        rules.put("Conv", node -> conv(node, 1, node.type(0)));
        rules.put("ConvInteger", node -> conv(node, 1, ElementType.INT32));
        rules.put("QLinearConv", node -> conv(node, 3, node.type(7)));
        rules.put("ConvTranspose", LayerRules::convTranspose);
        for (String op : List.of("MaxPool", "AveragePool", "LpPool")) {
            rules.put(op, LayerRules::pool);
        }
        for (String op : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
            rules.put(op, LayerRules::globalPool);
        }
        rules.put("BatchNormalization", LayerRules::likeFirst);
        rules.put("LayerNormalization", LayerRules::likeFirst);
        rules.put("SkipLayerNormalization", LayerRules::likeFirst);
        rules.put("SkipSimplifiedLayerNormalization", LayerRules::likeFirst);
        for (String op : List.of(
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceMax",
                "ReduceMean",
                "ReduceMin",
                "ReduceProd",
                "ReduceSum",
                "ReduceSumSquare")) {
            rules.put(op, LayerRules::reduce);
        }
        rules.put("ArgMax", LayerRules::argument);
        rules.put("ArgMin", LayerRules::argument);
        rules.put("TopK", LayerRules::topK);
        rules.put("LSTM", node -> recurrent(node, true));
        rules.put("GRU", node -> recurrent(node, false));
        rules.put("RNN", node -> recurrent(node, false));
        rules.put("Resize", LayerRules::resize);
        rules.put("Upsample", LayerRules::resize);
        rules.put(
                "DynamicQuantizeLinear",
                node -> List.of(
                        Value.of(ElementType.UINT8, node.dims(0)),
                        Value.of(ElementType.FLOAT32),
                        Value.of(ElementType.UINT8)));
        rules.put(
                "QuantizeLinear",
                node -> List.of(Value.of(node.has(2) ? node.type(2) : ElementType.UINT8, node.dims(0))));
        rules.put("DequantizeLinear", node -> List.of(Value.of(node.type(1), node.dims(0))));
        return rules;
    }

    private static List<Value> likeFirst(NodeView node) {
        return List.of(Value.of(node.type(0), node.dims(0)));
    }

    private static List<Value> matMul(NodeView node, int second, @Nullable ElementType type) {
        long[] a = node.dims(0);
        long[] b = node.dims(second);
        long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
        long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
        if (left[left.length - 1] != right[right.length - 2]) {
            throw new Unknowable("it multiplies " + Arrays.toString(a) + " by " + Arrays.toString(b));
        }
        long[] batch = Broadcast.dims(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        List<Long> dims = new ArrayList<>();
        for (long dim : batch) {
            dims.add(dim);
        }
        if (a.length > 1) {
            dims.add(left[left.length - 2]);
        }
        if (b.length > 1) {
            dims.add(right[right.length - 1]);
        }
        return List.of(Value.of(type, LayoutRules.array(dims)));
    }

    private static List<Value> matMulNBits(NodeView node) {
        long[] dims = node.dims(0).clone();
        dims[dims.length - 1] = node.integer("N", 0);
        return List.of(Value.of(node.type(0), dims));
    }

    private static List<Value> gemm(NodeView node) {
        long[] a = node.dims(0);
        long[] b = node.dims(1);
        long rows = a[node.integer("transA", 0) == 0 ? 0 : 1];
        long columns = b[node.integer("transB", 0) == 0 ? 1 : 0];
        return List.of(Value.of(node.type(0), rows, columns));
    }

    private static List<Value> conv(NodeView node, int weights, @Nullable ElementType type) {
        long[] in = node.dims(0);
        long[] kernel = node.dims(weights);
        long[] result = in.clone();
        result[1] = kernel[0];
        slide(node, in, Arrays.copyOfRange(kernel, 2, kernel.length), result);
        return List.of(Value.of(type, result));
    }

    private static List<Value> pool(NodeView node) {
        long[] in = node.dims(0);
        long[] kernel = node.integers("kernel_shape");
        if (kernel == null) {
            throw new Unknowable("it does not say how large its window is");
        }
        long[] result = in.clone();
        slide(node, in, kernel, result);
        return List.of(Value.of(node.type(0), result), Value.of(ElementType.INT64, result));
    }

    /** Sizes after a window of {@code kernel} slid over the spatial axes, see the ONNX operators Conv and MaxPool. */
    private static void slide(NodeView node, long[] in, long[] kernel, long[] result) {
        int spatial = kernel.length;
        long[] strides = orOnes(node.integers("strides"), spatial);
        long[] dilations = orOnes(node.integers("dilations"), spatial);
        long[] pads = node.integers("pads");
        String auto = node.text("auto_pad", "NOTSET");
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        for (int i = 0; i < spatial; i++) {
            long size = in[i + 2];
            long extent = dilations[i] * (kernel[i] - 1) + 1;
            if (auto.startsWith("SAME")) {
                result[i + 2] = Math.ceilDiv(size, strides[i]);
                continue;
            }
            long before = pads == null || auto.equals("VALID") ? 0 : pads[i];
            long after = pads == null || auto.equals("VALID") ? 0 : pads[i + spatial];
            long room = size + before + after - extent;
            if (room < 0) {
                throw new Unknowable("its window is larger than its input");
            }
            long steps = ceil ? Math.ceilDiv(room, strides[i]) : room / strides[i];
            if (ceil && steps * strides[i] >= size + before) {
                steps--; // a window may not begin in the padding behind the data
            }
            result[i + 2] = steps + 1;
        }
    }

    private static List<Value> convTranspose(NodeView node) {
        long[] in = node.dims(0);
        long[] weights = node.dims(1);
        int spatial = in.length - 2;
        long[] given = node.integers("output_shape");
        long[] strides = orOnes(node.integers("strides"), spatial);
        long[] dilations = orOnes(node.integers("dilations"), spatial);
        long[] pads = node.integers("pads");
        long[] extra = node.integers("output_padding");
        String auto = node.text("auto_pad", "NOTSET");
        long[] result = in.clone();
        result[1] = weights[1] * node.integer("group", 1);
        for (int i = 0; i < spatial; i++) {
            if (given != null) {
                result[i + 2] = given[given.length - spatial + i];
            } else if (auto.startsWith("SAME")) {
                result[i + 2] = in[i + 2] * strides[i];
            } else {
                long padding = pads == null ? 0 : pads[i] + pads[i + spatial];
                result[i + 2] = strides[i] * (in[i + 2] - 1)
                        + (extra == null ? 0 : extra[i])
                        + dilations[i] * (weights[i + 2] - 1)
                        + 1
                        - padding;
            }
        }
        return List.of(Value.of(node.type(0), result));
    }

    private static List<Value> globalPool(NodeView node) {
        long[] result = node.dims(0).clone();
        Arrays.fill(result, 2, result.length, 1);
        return List.of(Value.of(node.type(0), result));
    }

    private static List<Value> reduce(NodeView node) {
        long[] dims = node.dims(0);
        long[] axes = node.integersOrInput("axes", 1);
        if ((axes == null || axes.length == 0) && node.integer("noop_with_empty_axes", 0) != 0) {
            return List.of(node.in(0).reshaped(dims));
        }
        boolean[] reduced = new boolean[dims.length];
        if (axes == null || axes.length == 0) {
            Arrays.fill(reduced, true);
        } else {
            for (long axis : axes) {
                reduced[NodeView.axis(axis, dims.length)] = true;
            }
        }
        long[] result = without(dims, reduced, node.integer("keepdims", 1) != 0);
        Value data = node.in(0);
        if (data.isConstant() && dims.length == 1 && data.type() == ElementType.INT64) {
            long[] elements = data.asIntegers();
            switch (node.op()) {
                case "ReduceProd" -> {
                    return List.of(Value.integers(
                            ElementType.INT64,
                            new long[] {Arrays.stream(elements).reduce(1, (a, b) -> a * b)},
                            result));
                }
                case "ReduceSum" -> {
                    return List.of(Value.integers(
                            ElementType.INT64,
                            new long[] {Arrays.stream(elements).sum()},
                            result));
                }
                default -> {
                    // other reductions do not occur in shape arithmetic
                }
            }
        }
        return List.of(Value.of(node.type(0), result));
    }

    private static List<Value> argument(NodeView node) {
        long[] dims = node.dims(0);
        boolean[] reduced = new boolean[dims.length];
        reduced[NodeView.axis(node.integer("axis", 0), dims.length)] = true;
        return List.of(Value.of(ElementType.INT64, without(dims, reduced, node.integer("keepdims", 1) != 0)));
    }

    private static long[] without(long[] dims, boolean[] reduced, boolean keep) {
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            if (!reduced[i]) {
                result.add(dims[i]);
            } else if (keep) {
                result.add(1L);
            }
        }
        return LayoutRules.array(result);
    }

    private static List<Value> topK(NodeView node) {
        long[] result = node.dims(0).clone();
        int axis = NodeView.axis(node.integer("axis", -1), result.length);
        result[axis] = node.has(1) ? node.in(1).asIntegers()[0] : node.integer("k", 0);
        return List.of(Value.of(node.type(0), result), Value.of(ElementType.INT64, result));
    }

    private static List<Value> recurrent(NodeView node, boolean cellState) {
        long[] x = node.dims(0);
        boolean batchFirst = node.integer("layout", 0) != 0;
        long directions = node.dims(1)[0];
        long hidden = node.dims(2)[2];
        long sequence = x[batchFirst ? 1 : 0];
        long batch = x[batchFirst ? 0 : 1];
        Value all = batchFirst
                ? Value.of(node.type(0), batch, sequence, directions, hidden)
                : Value.of(node.type(0), sequence, directions, batch, hidden);
        Value last = batchFirst
                ? Value.of(node.type(0), batch, directions, hidden)
                : Value.of(node.type(0), directions, batch, hidden);
        return cellState ? List.of(all, last, last) : List.of(all, last);
    }

    private static List<Value> resize(NodeView node) {
        long[] dims = node.dims(0).clone();
        boolean onlyScales = node.op().equals("Upsample") || node.opset() < 11;
        if (!onlyScales && node.has(3)) {
            return List.of(
                    Value.of(node.type(0), axesGiven(node, dims, node.in(3).asIntegers())));
        }
        double[] scales = node.in(onlyScales ? 1 : 2).asReals();
        long[] sizes = new long[scales.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (long) Math.floor(dims[i] * scales[i]);
        }
        if (node.integers("axes") != null) {
            throw new Unknowable("it scales some axes only, which is not inferred here");
        }
        return List.of(Value.of(node.type(0), sizes));
    }

    private static long[] axesGiven(NodeView node, long[] dims, long[] sizes) {
        long[] axes = node.integers("axes");
        if (axes == null) {
            return sizes;
        }
        for (int i = 0; i < axes.length; i++) {
            dims[NodeView.axis(axes[i], dims.length)] = sizes[i];
        }
        return dims;
    }

    private static long[] orOnes(long @Nullable [] given, int length) {
        if (given != null) {
            return given;
        }
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
