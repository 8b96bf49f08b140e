package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import java.util.Set;
import java.util.TreeSet;

/** Raises the operator set of old models to the one that has the quantized operators, where that changes nothing. */
final class Opsets {
    /** {@code DynamicQuantizeLinear} appeared here; {@code MatMulInteger} and {@code DequantizeLinear} one earlier. */
    static final long REQUIRED = 11;

    private static final long OLDEST = 7;

    /**
     * Operators of which any use that is valid in versions 7 to 10 means the same in version 11: later versions only
     * allowed more (negative axes, more types, optional inputs, dilations of pools).
     */
    private static final Set<String> UNCHANGED = Set.of(
            "Abs",
            "Add",
            "And",
            "AveragePool",
            "Cast",
            "Ceil",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "Conv",
            "ConvTranspose",
            "Div",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "Flatten",
            "Floor",
            "Gather",
            "Gemm",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Greater",
            "HardSigmoid",
            "Identity",
            "InstanceNormalization",
            "LRN",
            "LeakyRelu",
            "Less",
            "Log",
            "LogSoftmax",
            "MatMul",
            "Max",
            "MaxPool",
            "Mean",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "PRelu",
            "Pow",
            "Reciprocal",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceSum",
            "Relu",
            "Reshape",
            "Selu",
            "Shape",
            "Sigmoid",
            "Sign",
            "Size",
            "Softmax",
            "Softplus",
            "Softsign",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Sum",
            "Tanh",
            "Tile",
            "Transpose",
            "Unsqueeze",
            "Where",
            "Xor");

    private Opsets() {}

    /** The operators that keep a model of an old version from being raised; empty when it may. */
    static Set<String> obstacles(OnnxModel model) {
        Set<String> obstacles = new TreeSet<>();
        if (model.opset() < OLDEST) {
            obstacles.add("operator set " + model.opset());
        }
        collect(model.proto().getGraph(), obstacles);
        return obstacles;
    }

    private static void collect(GraphProto graph, Set<String> obstacles) {
        for (NodeProto node : graph.getNodeList()) {
            if (OnnxModel.isDefaultDomain(node.getDomain()) && !isUnchanged(node)) {
                obstacles.add(node.getOpType());
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collect(attribute.getG(), obstacles);
                }
                attribute.getGraphsList().forEach(body -> collect(body, obstacles));
            }
        }
    }

    private static boolean isUnchanged(NodeProto node) {
        return switch (node.getOpType()) {
            case "BatchNormalization" -> Attributes.integer(node, "spatial", 1) == 1 && node.getOutputCount() == 1;
            case "Dropout" -> node.getOutputCount() == 1;
            default -> UNCHANGED.contains(node.getOpType());
        };
    }

    /** Sets the version of the default operators. */
    static void raise(ModelProto.Builder model) {
        for (int i = 0; i < model.getOpsetImportCount(); i++) {
            if (OnnxModel.isDefaultDomain(model.getOpsetImport(i).getDomain())) {
                model.getOpsetImportBuilder(i).setVersion(REQUIRED);
            }
        }
    }
}
