package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The element types of the values of one graph, from what it declares and from what its operators produce. */
final class ElementTypes {
    static final int UNKNOWN = 0;

    private static final int FLOAT = ElementType.FLOAT32.number();
    private static final int INT64 = ElementType.INT64.number();

    private static final Set<String> LOGICAL = Set.of(
            "And", "Equal", "Greater", "GreaterOrEqual", "IsInf", "IsNaN", "Less", "LessOrEqual", "Not", "Or", "Xor");
    private static final Set<String> COUNTING =
            Set.of("ArgMax", "ArgMin", "NonMaxSuppression", "NonZero", "SequenceLength", "Shape", "Size");
    private static final Set<String> TYPED_BY_ATTRIBUTE =
            Set.of("BlackmanWindow", "HammingWindow", "HannWindow", "MelWeightMatrix", "RandomNormal", "RandomUniform");
    private static final Set<String> LIKE_INPUT_UNLESS_TYPED =
            Set.of("Bernoulli", "EyeLike", "RandomNormalLike", "RandomUniformLike");

    private final @Nullable ElementTypes outer;
    private final Map<String, Integer> types = new HashMap<>();

    /** The types of a graph; a body sees those around it. */
    ElementTypes(@Nullable ElementTypes outer, GraphProto graph) {
        this(outer, graph, List.of());
    }

    private ElementTypes(@Nullable ElementTypes outer, GraphProto graph, List<Integer> fed) {
        this.outer = outer;
        for (int i = 0; i < graph.getInputCount(); i++) {
            declare(graph.getInput(i));
            if (i < fed.size() && of(graph.getInput(i).getName()) == UNKNOWN) {
                types.put(graph.getInput(i).getName(), fed.get(i));
            }
        }
        graph.getInitializerList().forEach(tensor -> types.put(tensor.getName(), tensor.getDataType()));
        graph.getValueInfoList().forEach(this::declare);
        graph.getOutputList().forEach(this::declare);
        for (NodeProto node : graph.getNodeList()) {
            for (int i = 0; i < node.getOutputCount(); i++) {
                int type = produced(node, i);
                if (type != UNKNOWN) {
                    types.put(node.getOutput(i), type);
                }
            }
        }
    }

    private void declare(ValueInfoProto value) {
        int type = value.getType().getTensorType().getElemType();
        if (type != UNKNOWN) {
            types.put(value.getName(), type);
        }
    }

    /** The number of a value's element type, or {@link #UNKNOWN}. */
    int of(String name) {
        for (ElementTypes scope = this; scope != null; scope = scope.outer) {
            Integer type = scope.types.get(name);
            if (type != null) {
                return type;
            }
        }
        return UNKNOWN;
    }

    boolean isFloat(String name) {
        return !name.isEmpty() && of(name) == FLOAT;
    }

    /** The types inside of a body, given the node that it belongs to. */
    ElementTypes inside(NodeProto node, GraphProto body) {
        return new ElementTypes(
                this,
                body,
                switch (node.getOpType()) {
                    case "Loop" -> loop(node);
                    case "Scan" -> node.getInputList().stream().map(this::of).toList();
                    default -> List.of();
                });
    }

    private List<Integer> loop(NodeProto node) {
        Integer[] fed = new Integer[Math.max(2, node.getInputCount())];
        fed[0] = INT64;
        fed[1] = ElementType.BOOL.number();
        for (int i = 2; i < fed.length; i++) {
            fed[i] = of(node.getInput(i));
        }
        return List.of(fed);
    }

    private int produced(NodeProto node, int output) {
        if (!OnnxModel.isDefaultDomain(node.getDomain())) {
            return HalfOperators.isConverted(node) ? input(node, 0) : UNKNOWN;
        }
        String op = node.getOpType();
        if (LOGICAL.contains(op)) {
            return ElementType.BOOL.number();
        }
        if (COUNTING.contains(op)) {
            return INT64;
        }
        if (TYPED_BY_ATTRIBUTE.contains(op)) {
            return (int) Attributes.integer(node, "dtype", Attributes.integer(node, "output_datatype", FLOAT));
        }
        if (LIKE_INPUT_UNLESS_TYPED.contains(op)) {
            return (int) Attributes.integer(node, "dtype", input(node, 0));
        }
        return switch (op) {
            case "Cast" -> (int) Attributes.integer(node, "to", UNKNOWN);
            case "CastLike", "Where" -> input(node, 1);
            case "OneHot" -> input(node, 2);
            case "Constant" -> constant(node);
            case "ConstantOfShape" -> filled(node);
            case "TopK", "MaxPool", "Unique" -> output == 0 ? input(node, 0) : INT64;
            case "Dropout" -> output == 0 ? input(node, 0) : ElementType.BOOL.number();
            case "QuantizeLinear" -> node.getInputCount() > 2 ? input(node, 2) : ElementType.UINT8.number();
            case "DequantizeLinear" -> input(node, 1);
            case "DynamicQuantizeLinear" -> output == 1 ? FLOAT : ElementType.UINT8.number();
            case "MatMulInteger", "ConvInteger" -> ElementType.INT32.number();
            case "QLinearConv", "QLinearMatMul" -> input(node, 7);
            case "If", "Loop", "Scan" -> fromBody(node, output);
            default -> input(node, 0);
        };
    }

    private int input(NodeProto node, int index) {
        return index < node.getInputCount() ? of(node.getInput(index)) : UNKNOWN;
    }

    private static int constant(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            switch (attribute.getName()) {
                case "value" -> {
                    return attribute.getT().getDataType();
                }
                case "value_float", "value_floats" -> {
                    return FLOAT;
                }
                case "value_int", "value_ints" -> {
                    return INT64;
                }
                default -> {}
            }
        }
        return UNKNOWN;
    }

    private static int filled(NodeProto node) {
        AttributeProto value = Attributes.find(node.getAttributeList(), "value");
        return value == null ? FLOAT : value.getT().getDataType();
    }

    /** A loop's body also gives the condition to go on, which is no output of the node. */
    private int fromBody(NodeProto node, int output) {
        List<GraphProto> bodies = Bodies.of(node);
        int index = node.getOpType().equals("Loop") ? output + 1 : output;
        if (bodies.isEmpty() || index >= bodies.getFirst().getOutputCount()) {
            return UNKNOWN;
        }
        GraphProto body = bodies.getFirst();
        return inside(node, body).of(body.getOutput(index).getName());
    }

    /** Whether a constant holds floats. */
    static boolean isFloat(TensorProto tensor) {
        return tensor.getDataType() == FLOAT;
    }
}
