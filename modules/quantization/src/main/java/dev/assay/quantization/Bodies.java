package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The graphs inside of nodes: branches of {@code If}, bodies of {@code Loop} and {@code Scan}. */
final class Bodies {
    private Bodies() {}

    static List<GraphProto> of(NodeProto node) {
        List<GraphProto> bodies = new ArrayList<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                bodies.add(attribute.getG());
            }
            bodies.addAll(attribute.getGraphsList());
        }
        return bodies;
    }

    /** The node with every body replaced; the node itself when it has none. */
    static NodeProto map(NodeProto node, UnaryOperator<GraphProto> change) {
        boolean hasBody = node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
        if (!hasBody) {
            return node;
        }
        NodeProto.Builder result = node.toBuilder().clearAttribute();
        for (AttributeProto attribute : node.getAttributeList()) {
            AttributeProto.Builder changed = attribute.toBuilder();
            if (attribute.hasG()) {
                changed.setG(change.apply(attribute.getG()));
            }
            for (int i = 0; i < attribute.getGraphsCount(); i++) {
                changed.setGraphs(i, change.apply(attribute.getGraphs(i)));
            }
            result.addAttribute(changed);
        }
        return result.build();
    }
}
