package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.Set;

/** Takes out constants that nothing reads any more. */
public final class Unused {
    private Unused() {}

    /**
     * Removes from a graph those of the named constants, initializers and {@code Constant} nodes alike, that neither a
     * node of the graph or of the bodies below it nor the list of outputs reads.
     */
    public static GraphProto remove(GraphProto.Builder graph, Set<String> candidates) {
        if (candidates.isEmpty()) {
            return graph.build();
        }
        Set<String> read = new HashSet<>();
        graph.getNodeList().forEach(node -> collect(node, read));
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        Set<String> unused = new HashSet<>(candidates);
        unused.removeAll(read);

        var initializers = graph.getInitializerList().stream()
                .filter(tensor -> !unused.contains(tensor.getName()))
                .toList();
        var nodes = graph.getNodeList().stream()
                .filter(node -> !(node.getOpType().equals("Constant") && unused.contains(node.getOutput(0))))
                .toList();
        var inputs = graph.getInputList().stream()
                .filter(input -> !unused.contains(input.getName()))
                .toList();
        var valueInfo = graph.getValueInfoList().stream()
                .filter(value -> !unused.contains(value.getName()))
                .toList();
        return graph.clearInitializer()
                .addAllInitializer(initializers)
                .clearNode()
                .addAllNode(nodes)
                .clearInput()
                .addAllInput(inputs)
                .clearValueInfo()
                .addAllValueInfo(valueInfo)
                .build();
    }

    private static void collect(NodeProto node, Set<String> read) {
        read.addAll(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                collect(attribute.getG(), read);
            }
            attribute.getGraphsList().forEach(body -> collect(body, read));
        }
    }

    private static void collect(GraphProto graph, Set<String> read) {
        graph.getNodeList().forEach(node -> collect(node, read));
        graph.getOutputList().forEach(output -> read.add(output.getName()));
    }
}
