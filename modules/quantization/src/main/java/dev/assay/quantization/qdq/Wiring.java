package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who makes and who reads each value of the main graph. */
public final class Wiring {
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Set<String> overridable = new HashSet<>();
    private final Map<String, Integer> makers = new HashMap<>();
    private final Map<String, Set<Integer>> readers = new HashMap<>();
    private final Set<String> fixed = new HashSet<>();

    /** Reads a main graph. */
    public Wiring(GraphProto graph) {
        for (TensorProto initializer : graph.getInitializerList()) {
            constants.put(initializer.getName(), initializer);
        }
        graph.getInputList().forEach(input -> {
            if (constants.containsKey(input.getName())) {
                overridable.add(input.getName());
            }
        });
        graph.getOutputList().forEach(output -> fixed.add(output.getName()));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            TensorProto value = constantValue(node);
            if (value != null) {
                constants.put(node.getOutput(0), value);
            }
            for (String output : node.getOutputList()) {
                makers.put(output, i);
            }
            for (String input : node.getInputList()) {
                readers.computeIfAbsent(input, name -> new HashSet<>()).add(i);
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    readByBody(attribute.getG());
                }
                attribute.getGraphsList().forEach(this::readByBody);
            }
        }
    }

    private static @Nullable TensorProto constantValue(NodeProto node) {
        if (!node.getOpType().equals("Constant") || node.getOutputCount() != 1) {
            return null;
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("value") && attribute.hasT()) {
                return attribute.getT();
            }
        }
        return null;
    }

    /** Bodies read values of the main graph by their names; names that they define themselves do no harm here. */
    private void readByBody(GraphProto body) {
        body.getOutputList().forEach(output -> fixed.add(output.getName()));
        for (NodeProto node : body.getNodeList()) {
            fixed.addAll(node.getInputList());
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    readByBody(attribute.getG());
                }
                attribute.getGraphsList().forEach(this::readByBody);
            }
        }
    }

    /** The constant of that name, or null when the value is computed or given. */
    @Nullable
    public TensorProto constant(String name) {
        return constants.get(name);
    }

    /** Whether the caller of the model may replace a constant. */
    public boolean isOverridable(String name) {
        return overridable.contains(name);
    }

    /** The number of the node that makes a value, or null for inputs and initializers. */
    @Nullable
    public Integer maker(String name) {
        return makers.get(name);
    }

    /** Numbers of the nodes of the main graph that read a value. */
    public Set<Integer> readers(String name) {
        return readers.getOrDefault(name, Set.of());
    }

    /** Whether something that cannot be redirected reads a value: the list of outputs, or a body. */
    public boolean isFixed(String name) {
        return fixed.contains(name);
    }

    /** Whether the only reader of a value is one node of the main graph. */
    public boolean isReadOnlyBy(String name, int node) {
        return !isFixed(name) && readers(name).equals(Set.of(node));
    }
}
