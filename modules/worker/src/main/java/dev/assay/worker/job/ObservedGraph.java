package dev.assay.worker.job;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model cut down to what leads to some of its tensors, with these as its outputs. They are declared without a type: the
 * runtime infers it from the operators, and a wrong declaration could not be told from a right one here. What the file
 * says about other tensors is left out, because after a rewrite it may not be true any more.
 */
final class ObservedGraph {
    private ObservedGraph() {}

    /** The model with these tensors as outputs. */
    static ModelProto of(OnnxModel model, Collection<String> tensors) {
        return cut(model.proto(), tensors, List.of(), tensors);
    }

    /** The model with the number of elements of each tensor, an int64 scalar, as outputs in the order given. */
    static ModelProto sizesOf(OnnxModel model, List<String> tensors) {
        List<NodeProto> counters = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        Set<String> taken = names(model.proto().getGraph());
        for (String tensor : tensors) {
            String count = tensor + "_elements";
            while (!taken.add(count)) {
                count += "_";
            }
            counts.add(count);
            counters.add(NodeProto.newBuilder()
                    .setOpType("Size")
                    .addInput(tensor)
                    .addOutput(count)
                    .build());
        }
        return cut(model.proto(), tensors, counters, counts);
    }

    /** Names of the tensors that a graph itself makes or is given. */
    static Set<String> names(GraphProto graph) {
        Set<String> names = new HashSet<>();
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        return names;
    }

    private static ModelProto cut(
            ModelProto model, Collection<String> wanted, List<NodeProto> added, Collection<String> outputs) {
        GraphProto graph = model.getGraph();
        Set<String> needed = ancestors(graph, wanted);
        GraphProto.Builder cut = graph.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearOutput()
                .clearValueInfo()
                .clearQuantizationAnnotation();
        graph.getNodeList().stream()
                .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
                .forEach(cut::addNode);
        graph.getInitializerList().stream()
                .filter(tensor -> needed.contains(tensor.getName()))
                .forEach(cut::addInitializer);
        cut.addAllNode(added);
        for (String name : outputs) {
            cut.addOutput(ValueInfoProto.newBuilder().setName(name));
        }
        return model.toBuilder().setGraph(cut).build();
    }

    /** The tensors from which the wanted ones are computed, themselves included. */
    private static Set<String> ancestors(GraphProto graph, Collection<String> wanted) {
        Map<String, NodeProto> makers = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> makers.put(output, node));
        }
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (!name.isEmpty() && needed.add(name)) {
                NodeProto maker = makers.get(name);
                if (maker != null) {
                    open.addAll(reads(maker));
                }
            }
        }
        return needed;
    }

    /** Everything that a node reads; of its bodies every name, whether it is their own or one of this graph. */
    private static Set<String> reads(NodeProto node) {
        Set<String> reads = new LinkedHashSet<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                readsOf(attribute.getG(), reads);
            }
            attribute.getGraphsList().forEach(body -> readsOf(body, reads));
        }
        return reads;
    }

    private static void readsOf(GraphProto body, Set<String> reads) {
        body.getNodeList().forEach(node -> reads.addAll(reads(node)));
        body.getOutputList().forEach(output -> reads.add(output.getName()));
    }
}
