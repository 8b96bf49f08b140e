package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.edit.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the nodes of a model are called in reports and options, bodies and functions included.
 *
 * @param labels each node's name, or its first output when it has none
 * @param twice  names that two nodes of one graph share, in order; ONNX Runtime refuses such a graph
 */
record NodeNames(Set<String> labels, List<String> twice) {
    static NodeNames of(ModelProto model) {
        Set<String> labels = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        collect(model.getGraph(), labels, twice);
        model.getFunctionsList().forEach(function -> collect(function.getNodeList(), labels, twice));
        return new NodeNames(labels, List.copyOf(twice));
    }

    private static void collect(GraphProto graph, Set<String> labels, Set<String> twice) {
        collect(graph.getNodeList(), labels, twice);
    }

    private static void collect(List<NodeProto> nodes, Set<String> labels, Set<String> twice) {
        Set<String> here = new HashSet<>();
        for (NodeProto node : nodes) {
            if (!node.getName().isEmpty() && !here.add(node.getName())) {
                twice.add(node.getName());
            }
            labels.add(Names.label(node));
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collect(attribute.getG(), labels, twice);
                }
                attribute.getGraphsList().forEach(body -> collect(body, labels, twice));
            }
        }
    }

    /** Those of a comma-separated list that no node has. */
    List<String> missing(String commaSeparated) {
        List<String> missing = new ArrayList<>();
        Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !labels.contains(name))
                .forEach(missing::add);
        return missing;
    }
}
