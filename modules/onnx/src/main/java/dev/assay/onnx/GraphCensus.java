package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operators and constants of a model counted, bodies of control flow and functions included.
 *
 * @param ops         nodes by operator type, alphabetical
 * @param bytesByType bytes of constant tensors by element type, alphabetical
 * @param parameters  elements of constant tensors of floating-point type or of at most eight bits: weights, without the
 *                    integers that describe shapes
 */
public record GraphCensus(Map<String, Integer> ops, Map<String, Long> bytesByType, long parameters) {

    public static GraphCensus of(ModelProto model) {
        Tally tally = new Tally();
        tally.graph(model.getGraph());
        model.getFunctionsList().forEach(function -> tally.nodes(function.getNodeList()));
        return new GraphCensus(
                Collections.unmodifiableMap(tally.ops),
                Collections.unmodifiableMap(tally.bytesByType),
                tally.parameters);
    }

    private static final class Tally {
        private final Map<String, Integer> ops = new TreeMap<>();
        private final Map<String, Long> bytesByType = new TreeMap<>();
        private long parameters;

        void graph(GraphProto graph) {
            graph.getInitializerList().forEach(this::tensor);
            graph.getSparseInitializerList().forEach(sparse -> tensor(sparse.getValues()));
            nodes(graph.getNodeList());
        }

        void nodes(List<NodeProto> nodes) {
            for (NodeProto node : nodes) {
                ops.merge(node.getOpType(), 1, Integer::sum);
                for (AttributeProto attribute : node.getAttributeList()) {
                    if (attribute.hasT()) {
                        tensor(attribute.getT());
                    }
                    attribute.getTensorsList().forEach(this::tensor);
                    if (attribute.hasG()) {
                        graph(attribute.getG());
                    }
                    attribute.getGraphsList().forEach(this::graph);
                }
            }
        }

        void tensor(TensorProto tensor) {
            ElementType type = ElementType.of(tensor.getDataType()).orElse(null);
            if (type == null) {
                return;
            }
            bytesByType.merge(type.label(), Tensors.bytes(tensor), Long::sum);
            boolean weights = !type.isInteger() || type.bits() <= Byte.SIZE;
            if (weights && type != ElementType.STRING && type != ElementType.BOOL) {
                parameters += Tensors.elements(tensor);
            }
        }
    }
}
