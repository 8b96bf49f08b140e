package dev.assay.onnx;

import dev.assay.onnx.shape.NodeView;
import dev.assay.onnx.shape.Value;
import dev.assay.onnx.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Operations of one node; a multiplication with its addition counts as two. See {@link GraphCost} for the formulas. */
public final class Flops {
    private static final Set<String> MOVEMENT = Set.of(
            "Cast",
            "CastLike",
            "Compress",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "DepthToSpace",
            "Dropout",
            "Expand",
            "EyeLike",
            "Flatten",
            "Gather",
            "GatherElements",
            "GatherND",
            "GatherBlockQuantized",
            "Identity",
            "NonZero",
            "OneHot",
            "Pad",
            "Range",
            "Reshape",
            "ReverseSequence",
            "Scatter",
            "ScatterElements",
            "ScatterND",
            "Shape",
            "Size",
            "Slice",
            "SpaceToDepth",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Trilu",
            "Unsqueeze",
            "Where");
    private static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax");
    private static final Set<String> NORMS = Set.of(
            "BatchNormalization",
            "GroupNormalization",
            "InstanceNormalization",
            "LRN",
            "LayerNormalization",
            "LpNormalization",
            "MeanVarianceNormalization",
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization");
    private static final Set<String> PER_INPUT = Set.of(
            "ArgMax",
            "ArgMin",
            "CumProd",
            "CumSum",
            "GlobalAveragePool",
            "GlobalLpPool",
            "GlobalMaxPool",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSum",
            "ReduceSumSquare",
            "TopK");
    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs",
            "Acos",
            "Acosh",
            "Add",
            "And",
            "Asin",
            "Asinh",
            "Atan",
            "Atanh",
            "BiasAdd",
            "BiasGelu",
            "BitShift",
            "BitwiseAnd",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseXor",
            "Ceil",
            "Celu",
            "Clip",
            "Cos",
            "Cosh",
            "DequantizeLinear",
            "Div",
            "DynamicQuantizeLinear",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "FastGelu",
            "Floor",
            "Gelu",
            "Greater",
            "GreaterOrEqual",
            "HardSigmoid",
            "HardSwish",
            "Hardmax",
            "IsInf",
            "IsNaN",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
            "Log",
            "Max",
            "Mean",
            "Min",
            "Mish",
            "Mod",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "PRelu",
            "Pow",
            "QuantizeLinear",
            "QuickGelu",
            "RandomNormalLike",
            "RandomUniformLike",
            "Reciprocal",
            "Relu",
            "Resize",
            "RotaryEmbedding",
            "Round",
            "Selu",
            "Shrink",
            "Sigmoid",
            "Sign",
            "Sin",
            "Sinh",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Sub",
            "Sum",
            "Swish",
            "Tan",
            "Tanh",
            "ThresholdedRelu",
            "Upsample",
            "Xor");

    private Flops() {}

    /** The operations of a node whose shapes are known; empty for operators without a formula. */
    public static OptionalLong of(NodeView node, List<Value> outputs) {
        if (outputs.stream().allMatch(Value::isConstant)) {
            return OptionalLong.of(0); // folded when the model is loaded
        }
        long out = outputs.getFirst().elements();
        long in = node.in(0).elements();
        String op = node.op();
        if (MOVEMENT.contains(op)) {
            return OptionalLong.of(0);
        }
        if (SOFTMAX.contains(op)) {
            return OptionalLong.of(5 * out);
        }
        if (NORMS.contains(op)) {
            return OptionalLong.of(8 * out);
        }
        if (PER_INPUT.contains(op)) {
            return in < 0 ? OptionalLong.empty() : OptionalLong.of(in);
        }
        if (ELEMENTWISE.contains(op)) {
            // Variadic operators combine their inputs one after the other.
            return OptionalLong.of(
                    Set.of("Sum", "Max", "Min", "Mean").contains(op)
                            ? out * Math.max(1, node.inputs().size() - 1)
                            : out);
        }
        return switch (op) {
            case "MatMul", "MatMulInteger", "QLinearMatMul", "MatMulIntegerToFloat", "DynamicQuantizeMatMul" ->
                product(out, dim(node.in(0), -1));
            case "MatMulNBits" -> product(out, node.integer("K", -1));
            case "Gemm" -> product(out, dim(node.in(0), node.integer("transA", 0) == 0 ? 1 : 0));
            case "Conv", "ConvInteger" -> product(out, window(node.in(1)));
            case "QLinearConv" -> product(out, window(node.in(3)));
            case "ConvTranspose" -> product(in, window(node.in(1)));
            case "MaxPool", "AveragePool", "LpPool" -> {
                long[] kernel = node.integers("kernel_shape");
                yield kernel == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(times(out, Arrays.stream(kernel).reduce(1, (a, b) -> times(a, b))));
            }
            case "LSTM" -> recurrent(node, 4);
            case "GRU" -> recurrent(node, 3);
            case "RNN" -> recurrent(node, 1);
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong product(long results, long depth) {
        return results < 0 || depth < 0 ? OptionalLong.empty() : OptionalLong.of(times(2, results, depth));
    }

    /** The product, at most {@code Long.MAX_VALUE}: a hostile graph may ask for more operations than a number holds. */
    private static long times(long... factors) {
        long product = 1;
        for (long factor : factors) {
            boolean overflow = Math.multiplyHigh(product, factor) != 0 || product * factor < 0;
            product = overflow ? Long.MAX_VALUE : product * factor;
            if (factor == 0) {
                return 0;
            }
        }
        return product;
    }

    private static long dim(Value value, int axis) {
        long[] dims = value.dims();
        return dims == null ? -1 : dims[axis < 0 ? dims.length + axis : axis];
    }

    /** Multiplications per result of a convolution: input channels of a group times the size of the kernel. */
    private static long window(Value weights) {
        long[] dims = weights.dims();
        return dims == null ? -1 : Tensors.elements(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /** Every step multiplies input and state with the matrices of all gates. */
    private static OptionalLong recurrent(NodeView node, int gates) {
        long[] x = node.in(0).dims();
        long[] recurrence = node.in(2).dims();
        if (x == null || recurrence == null) {
            return OptionalLong.empty();
        }
        long directions = recurrence[0];
        long hidden = recurrence[2];
        return OptionalLong.of(times(2, x[0], x[1], directions, gates, hidden, x[2] + hidden));
    }
}
