package dev.assay.onnx.outline;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes through a graph and its bodies once. */
final class OutlineWalk {
    private final List<GraphOutline.Node> nodes = new ArrayList<>();
    private final Map<String, Long> constants = new LinkedHashMap<>();
    private final Map<String, Integer> producers = new HashMap<>();

    /** Names that are known in one graph, and the graph around it. */
    private record Names(
            String scope,
            Map<String, String> known,
            @Nullable Names outer) {
        Names(String scope, @Nullable Names outer) {
            this(scope, new HashMap<>(), outer);
        }

        String define(String name) {
            String value = scope.isEmpty() ? name : scope + ":" + name;
            known.put(name, value);
            return value;
        }

        /** A name that nobody defined is that of a value from elsewhere; it stands for itself. */
        String resolve(String name) {
            for (Names names = this; names != null; names = names.outer) {
                String value = names.known.get(name);
                if (value != null) {
                    return value;
                }
            }
            return name;
        }
    }

    GraphOutline walk(GraphProto graph) {
        graph(graph, new Names("", null));
        return new GraphOutline(nodes.stream().map(this::linked).toList(), constants);
    }

    /** Links are drawn at the end: the format asks for an order in which values come first, some writers do not keep it. */
    private GraphOutline.Node linked(GraphOutline.Node node) {
        TreeSet<Integer> after = new TreeSet<>();
        for (String input : node.inputs()) {
            Integer producer = producers.get(input);
            if (producer != null && producer != node.id()) {
                after.add(producer);
            }
        }
        return new GraphOutline.Node(
                node.id(),
                node.name(),
                node.named(),
                node.op(),
                node.scope(),
                node.inputs(),
                node.outputs(),
                List.copyOf(after),
                node.inputs().stream()
                        .mapToLong(input -> constants.getOrDefault(input, 0L))
                        .sum());
    }

    private void graph(GraphProto graph, Names names) {
        for (ValueInfoProto input : graph.getInputList()) {
            if (!names.known().containsKey(input.getName())) {
                names.define(input.getName());
            }
        }
        for (TensorProto constant : graph.getInitializerList()) {
            constants.put(names.define(constant.getName()), Tensors.bytes(constant));
        }
        graph.getSparseInitializerList()
                .forEach(sparse ->
                        constants.put(names.define(sparse.getValues().getName()), Tensors.bytes(sparse.getValues())));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(names::define);
        }
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant")) {
                node.getOutputList().forEach(output -> constants.put(names.resolve(output), bytes(node)));
            } else {
                node(node, names);
            }
        }
    }

    private void node(NodeProto node, Names names) {
        List<String> inputs = new ArrayList<>();
        node.getInputList().stream()
                .filter(input -> !input.isEmpty())
                .map(names::resolve)
                .forEach(inputs::add);
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                inputs.addAll(body(node, attribute.getName(), attribute.getG(), names));
            }
            for (int i = 0; i < attribute.getGraphsCount(); i++) {
                inputs.addAll(body(node, attribute.getName() + i, attribute.getGraphs(i), names));
            }
        }
        List<String> outputs = node.getOutputList().stream()
                .filter(output -> !output.isEmpty())
                .map(names::resolve)
                .toList();
        int id = nodes.size();
        outputs.forEach(output -> producers.putIfAbsent(output, id));
        boolean named = !node.getName().isEmpty();
        nodes.add(new GraphOutline.Node(
                id,
                named || outputs.isEmpty() ? node.getName() : node.getOutput(0),
                named,
                GraphOutline.op(node),
                names.scope(),
                inputs,
                outputs,
                List.of(),
                0));
    }

    /** The body's nodes; gives the values that it returns. Its formal inputs stand for those of the node, one by one. */
    private List<String> body(NodeProto node, String attribute, GraphProto graph, Names outer) {
        String owner = node.getOutputCount() == 0 ? node.getName() : outer.resolve(node.getOutput(0));
        Names names = new Names(owner + "." + attribute, outer);
        for (int i = 0; i < Math.min(graph.getInputCount(), node.getInputCount()); i++) {
            if (!node.getInput(i).isEmpty()) {
                names.known().put(graph.getInput(i).getName(), outer.resolve(node.getInput(i)));
            }
        }
        graph(graph, names);
        return graph.getOutputList().stream()
                .map(output -> names.resolve(output.getName()))
                .toList();
    }

    private static long bytes(NodeProto constant) {
        return constant.getAttributeList().stream()
                .filter(AttributeProto::hasT)
                .mapToLong(attribute -> Tensors.bytes(attribute.getT()))
                .sum();
    }
}
