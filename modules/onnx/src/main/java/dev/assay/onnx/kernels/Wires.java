package dev.assay.onnx.kernels;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.shape.ShapeInference;
import dev.assay.onnx.shape.ShapeInference.Inferred;
import dev.assay.onnx.shape.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes of a graph with who makes and who reads each value, and which of them are known before the first run. */
final class Wires {
    static final int NONE = -1;

    private final List<Inferred> nodes;
    private final Map<String, Integer> makers = new HashMap<>();
    private final Map<String, List<Integer>> readers = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();
    private final Set<String> constants = new HashSet<>();
    private final boolean[] folded;
    private final boolean fixedShapes;

    Wires(OnnxModel model, ShapeInference.Result shapes) {
        nodes = shapes.nodes();
        folded = new boolean[nodes.size()];
        GraphProto graph = model.proto().getGraph();
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
        for (int i = 0; i < nodes.size(); i++) {
            NodeProto node = node(i);
            for (int k = 0; k < node.getInputCount(); k++) {
                String input = node.getInput(k);
                if (!input.isEmpty()) {
                    readers.computeIfAbsent(input, name -> new ArrayList<>()).add(i);
                    Value value = nodes.get(i).node().in(k);
                    values.putIfAbsent(input, value);
                    if (value.isStored()) {
                        constants.add(input);
                    }
                }
            }
            for (int k = 0; k < node.getOutputCount(); k++) {
                makers.put(node.getOutput(k), i);
                if (k < nodes.get(i).outputs().size()) {
                    values.put(node.getOutput(k), nodes.get(i).outputs().get(k));
                }
            }
        }
        fixedShapes = isStatic(graph);
        fold();
    }

    /** The runtime computes what depends on constants alone while it loads; conversions of quantized weights it keeps. */
    private void fold() {
        for (int i = 0; i < nodes.size(); i++) {
            NodeProto node = node(i);
            boolean known = node.getInputList().stream().allMatch(name -> name.isEmpty() || constants.contains(name));
            boolean arithmetic = fixedShapes
                    && !nodes.get(i).outputs().isEmpty()
                    && nodes.get(i).outputs().stream().allMatch(Value::isConstant);
            if ((known || arithmetic) && !op(i).equals("DequantizeLinear") && !op(i).startsWith("Random")) {
                folded[i] = true;
                constants.addAll(node.getOutputList());
            }
        }
    }

    private static boolean isStatic(GraphProto graph) {
        return graph.getInputList().stream()
                .flatMap(input -> input.getType().getTensorType().getShape().getDimList().stream())
                .allMatch(dim -> dim.hasDimValue() && dim.getDimValue() >= 0);
    }

    /** Whether the file fixes the shapes of all inputs, so that the runtime knows every shape when it loads the model. */
    boolean hasFixedShapes() {
        return fixedShapes;
    }

    int size() {
        return nodes.size();
    }

    Inferred at(int index) {
        return nodes.get(index);
    }

    NodeProto node(int index) {
        return nodes.get(index).node().node();
    }

    String op(int index) {
        return index == NONE ? "" : node(index).getOpType();
    }

    boolean isFolded(int index) {
        return folded[index];
    }

    boolean isConstant(String value) {
        return constants.contains(value);
    }

    boolean isOutput(String value) {
        return outputs.contains(value);
    }

    Value value(String name) {
        return values.getOrDefault(name, nodes.getFirst().node().in(Integer.MAX_VALUE));
    }

    /** The node that makes a value, or {@link #NONE}. */
    int maker(String value) {
        return makers.getOrDefault(value, NONE);
    }

    /** The node that makes an input, or {@link #NONE}. */
    int maker(int index, int input) {
        return index == NONE || node(index).getInputCount() <= input
                ? NONE
                : maker(node(index).getInput(input));
    }

    List<Integer> readers(String value) {
        return readers.getOrDefault(value, List.of());
    }

    List<Integer> readers(int index) {
        return readers(node(index).getOutput(0));
    }

    /** The one node that reads the first output, or {@link #NONE} when there are several or the caller reads it too. */
    int only(int index) {
        if (index == NONE || isOutput(node(index).getOutput(0))) {
            return NONE;
        }
        List<Integer> all = readers(index).stream().distinct().toList();
        return all.size() == 1 ? all.getFirst() : NONE;
    }

    /** Number of dimensions of an input; 0 when it is not known. */
    int rank(int index, int input) {
        long[] dims = at(index).node().in(input).dims();
        return dims == null ? 0 : dims.length;
    }

    /** Elements of the first constant among the inputs; 0 without one. */
    long constantElements(int index) {
        return node(index).getInputList().stream()
                .filter(constants::contains)
                .findFirst()
                .map(name -> Math.max(0, value(name).elements()))
                .orElse(0L);
    }

    /** Whether one of the inputs is a constant. */
    boolean hasConstant(int index) {
        return node(index).getInputList().stream().anyMatch(constants::contains);
    }
}
