package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds constants that hardly anybody means: weights that are zero throughout, and biases and addends that are no
 * numbers, which no scheme touches. Costs a look at the first value of all other weights.
 */
final class OddConstants {
    private static final Set<String> WEIGHTED = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");
    private static final Set<String> ADDING = Set.of("Add", "Sub", "Mul", "Gemm", "Conv", "ConvTranspose");
    private static final int NAMED = 5;

    private final List<String> zero = new ArrayList<>();
    private final List<String> notFinite = new ArrayList<>();

    private OddConstants() {}

    /** A sentence for each kind that was found. */
    static List<String> notes(ModelProto model) {
        OddConstants found = new OddConstants();
        found.collect(model.getGraph(), null);
        for (FunctionProto function : model.getFunctionsList()) {
            found.collect(
                    GraphProto.newBuilder().addAllNode(function.getNodeList()).build(), null);
        }
        List<String> notes = new ArrayList<>();
        if (!found.zero.isEmpty()) {
            notes.add("The weights of " + named(found.zero)
                    + " are zero throughout; any scheme keeps them exactly. Check the export unless that is meant.");
        }
        if (!found.notFinite.isEmpty()) {
            notes.add("NaN or infinity is added or multiplied by " + named(found.notFinite)
                    + "; no scheme changes that, and outputs behind are not numbers. Check the export.");
        }
        return notes;
    }

    private static String named(List<String> nodes) {
        return String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())))
                + (nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more" : "");
    }

    private void collect(GraphProto graph, @Nullable Scope outer) {
        Scope scope = new Scope(outer, graph, true);
        for (NodeProto node : graph.getNodeList()) {
            if (WEIGHTED.contains(node.getOpType()) && node.getInputCount() > 1) {
                Scope.Constant weights = scope.constant(node.getInput(1));
                if (weights != null && isZero(weights.tensor())) {
                    zero.add(Names.label(node));
                }
            }
            if (ADDING.contains(node.getOpType())) {
                boolean weighted = WEIGHTED.contains(node.getOpType());
                List<String> addends = weighted
                        ? node.getInputList().subList(Math.min(2, node.getInputCount()), node.getInputCount())
                        : node.getInputList();
                if (addends.stream().anyMatch(input -> spoils(scope.constant(input), weighted))) {
                    notFinite.add(Names.label(node));
                }
            }
            Bodies.of(node).forEach(body -> collect(body, scope));
        }
    }

    /** A bias may not be infinite either; masks of attention add minus infinity on purpose. */
    private static boolean spoils(Scope.@Nullable Constant constant, boolean bias) {
        FloatBuffer values = constant == null ? null : floats(constant.tensor());
        while (values != null && values.hasRemaining()) {
            float value = values.get();
            if (Float.isNaN(value) || (bias && Float.isInfinite(value))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZero(TensorProto tensor) {
        FloatBuffer values = floats(tensor);
        while (values != null && values.hasRemaining()) {
            if (values.get() != 0) {
                return false;
            }
        }
        return values != null;
    }

    /** The values, or null where they are not of float32, lie elsewhere, or are none. */
    private static @Nullable FloatBuffer floats(TensorProto tensor) {
        return tensor.getDataType() != ElementType.FLOAT32.number()
                        || Tensors.isElsewhere(tensor)
                        || Tensors.elements(tensor) == 0
                ? null
                : Tensors.floats(tensor);
    }
}
