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
 * Finds weights that are zero throughout: no rounding changes them, and hardly anybody means them. Costs a look at the
 * first value of all others.
 */
final class ZeroWeights {
    private static final Set<String> WEIGHTED = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");
    private static final int NAMED = 5;

    private ZeroWeights() {}

    /** A sentence that names the nodes; null when there are none. */
    static @Nullable String note(ModelProto model) {
        List<String> nodes = new ArrayList<>();
        collect(model.getGraph(), null, nodes);
        for (FunctionProto function : model.getFunctionsList()) {
            GraphProto body =
                    GraphProto.newBuilder().addAllNode(function.getNodeList()).build();
            collect(body, null, nodes);
        }
        if (nodes.isEmpty()) {
            return null;
        }
        String named = String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())));
        return "The weights of " + named + (nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more" : "")
                + " are zero throughout; any scheme keeps them exactly. Check the export unless that is meant.";
    }

    private static void collect(GraphProto graph, @Nullable Scope outer, List<String> nodes) {
        Scope scope = new Scope(outer, graph, true);
        for (NodeProto node : graph.getNodeList()) {
            if (WEIGHTED.contains(node.getOpType()) && node.getInputCount() > 1) {
                Scope.Constant weights = scope.constant(node.getInput(1));
                if (weights != null && isZero(weights.tensor())) {
                    nodes.add(Names.label(node));
                }
            }
            Bodies.of(node).forEach(body -> collect(body, scope, nodes));
        }
    }

    private static boolean isZero(TensorProto tensor) {
        if (tensor.getDataType() != ElementType.FLOAT32.number()
                || Tensors.isElsewhere(tensor)
                || Tensors.elements(tensor) == 0) {
            return false;
        }
        FloatBuffer values = Tensors.floats(tensor);
        while (values.hasRemaining()) {
            if (values.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
