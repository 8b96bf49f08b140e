package dev.assay.onnx.kernels;

import dev.assay.onnx.kernels.Kernel.Arithmetic;
import dev.assay.onnx.kernels.Kernel.Kind;
import dev.assay.onnx.shape.NodeView;
import java.util.List;
import java.util.Set;

/** Sorts operators by what they do most of the time. */
final class Kinds {
    /** Nodes that the runtime takes out of a graph. */
    static final Set<String> REMOVED = Set.of("Identity", "Dropout", "Constant");

    /** Operators that read as much of their inputs as they write. */
    static final Set<String> PARTIAL =
            Set.of("Gather", "GatherElements", "GatherND", "GatherBlockQuantized", "Slice", "Expand");

    private static final Set<String> PRODUCTS = Set.of(
            "MatMul",
            "Gemm",
            "FusedMatMul",
            "MatMulInteger",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "QLinearMatMul",
            "MatMulNBits");
    private static final Set<String> POOLS =
            Set.of("MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool");
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN", "DynamicQuantizeLSTM");
    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvInteger", "QLinearConv", "ConvTranspose");
    private static final Set<String> VIEWS = Set.of(
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Identity",
            "Dropout",
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "Range");
    private static final Set<String> MOVES = Set.of(
            "Cast",
            "CastLike",
            "Compress",
            "Concat",
            "DepthToSpace",
            "Expand",
            "EyeLike",
            "Gather",
            "GatherElements",
            "GatherND",
            "GatherBlockQuantized",
            "NonZero",
            "OneHot",
            "Pad",
            "ReverseSequence",
            "Scatter",
            "ScatterElements",
            "ScatterND",
            "Slice",
            "SpaceToDepth",
            "Split",
            "Tile",
            "Transpose",
            "Trilu",
            "Where");
    private static final Set<String> QUANTIZES = Set.of("QuantizeLinear", "DynamicQuantizeLinear");
    private static final Set<String> NORMALIZATIONS = Set.of(
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
    private static final Set<String> MATH = Set.of(
            "Softmax",
            "LogSoftmax",
            "Erf",
            "Gelu",
            "FastGelu",
            "BiasGelu",
            "QuickGelu",
            "Tanh",
            "Sigmoid",
            "Exp",
            "Log",
            "Pow",
            "Sin",
            "Cos",
            "Softplus",
            "Mish",
            "Elu",
            "Selu");

    private Kinds() {}

    /**
     * The kind of a group.
     *
     * @param ops operators of all its nodes
     */
    static Kind of(NodeView head, List<String> ops) {
        String op = head.op();
        if (PRODUCTS.contains(op)) {
            return Kind.PRODUCT;
        }
        if (CONVOLUTIONS.contains(op)) {
            return head.integer("group", 1) > 1 ? Kind.GROUPED : Kind.CONVOLUTION;
        }
        if (RECURRENT.contains(op)) {
            return Kind.RECURRENT;
        }
        if (QUANTIZES.contains(op)) {
            return Kind.QUANTIZE;
        }
        if (op.equals("DequantizeLinear")) {
            return Kind.DEQUANTIZE;
        }
        if (POOLS.contains(op)) {
            return Kind.POOL;
        }
        if (VIEWS.contains(op)) {
            return Kind.VIEW;
        }
        if (MOVES.contains(op)) {
            return Kind.MOVEMENT;
        }
        if (op.equals("Pow") && ops.contains("Sqrt")) {
            return Kind.MATH; // a normalisation without an offset, which has a fast kernel
        }
        boolean normalization = op.equals("ReduceMean") && ops.contains("Sqrt");
        if (normalization || NORMALIZATIONS.contains(op)) {
            return Kind.NORMALIZATION;
        }
        return MATH.contains(op) ? Kind.MATH : Kind.ELEMENT;
    }

    static Arithmetic arithmetic(NodeView node, boolean quantized) {
        return switch (node.op()) {
            case "ConvInteger" -> Arithmetic.PLAIN;
            case "DequantizeLinear" -> node.in(1).elements() > 1 ? Arithmetic.PLAIN : Arithmetic.INT8;
            case "MatMulNBits" -> node.integer("bits", 4) > 4 ? Arithmetic.BLOCKS8 : Arithmetic.BLOCKS4;
            case "MatMulInteger",
                    "MatMulIntegerToFloat",
                    "DynamicQuantizeMatMul",
                    "QLinearMatMul",
                    "QLinearConv",
                    "QuantizeLinear",
                    "DynamicQuantizeLinear" -> Arithmetic.INT8;
            default -> quantized ? Arithmetic.INT8 : Arithmetic.FLOAT;
        };
    }
}
