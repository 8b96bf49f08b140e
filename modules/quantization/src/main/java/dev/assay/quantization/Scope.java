package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that one graph defines, and what the rewrite adds to it; a body sees the scopes around it. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Set<String> overridable = new HashSet<>();
    private final Set<String> computed = new HashSet<>();

    /** Activations that already have a quantized form here. */
    final Map<String, QuantizedActivation> activations = new HashMap<>();

    /** Weights that already have an eight-bit form here, by name and form. */
    final Map<String, RoundedWeights> rounded = new LinkedHashMap<>();

    /** Float constants that at least one node no longer reads. */
    final Set<String> released = new LinkedHashSet<>();

    /** Initializers to add. */
    final List<TensorProto> added = new ArrayList<>();

    /** Names of the three outputs of {@code DynamicQuantizeLinear}. */
    record QuantizedActivation(String values, String scale, String zeroPoint) {}

    /** A constant and the graph that holds it. */
    record Constant(Scope owner, TensorProto tensor, boolean overridable) {}

    /**
     * Reads what a graph defines.
     *
     * @param inputsOverride whether an initializer that is also an input may be replaced by the caller; before version 4
     *                       of the file format every initializer had to be repeated as an input
     */
    Scope(@Nullable Scope outer, GraphProto graph, boolean inputsOverride) {
        this.outer = outer;
        for (TensorProto initializer : graph.getInitializerList()) {
            constants.put(initializer.getName(), initializer);
        }
        graph.getInputList().forEach(input -> {
            if (!constants.containsKey(input.getName())) {
                computed.add(input.getName());
            } else if (inputsOverride) {
                overridable.add(input.getName());
            }
        });
        for (NodeProto node : graph.getNodeList()) {
            TensorProto value = constantValue(node);
            if (value != null) {
                constants.put(node.getOutput(0), value);
            } else {
                computed.addAll(node.getOutputList());
            }
        }
    }

    /** The tensor of a {@code Constant} node, or null for every other node and for constants of other kinds. */
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

    /** The constant that a name stands for here, or null when the name is computed or unknown. */
    @Nullable
    Constant constant(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            TensorProto tensor = scope.constants.get(name);
            if (tensor != null) {
                return new Constant(scope, tensor, scope.overridable.contains(name));
            }
            if (scope.computed.contains(name)) {
                return null;
            }
        }
        return null;
    }

    /** Says that a node no longer reads a name; a constant that nobody reads goes. */
    void release(String name) {
        Constant constant = constant(name);
        if (constant != null) {
            constant.owner().released.add(name);
        }
    }

    /** The quantized form of an activation if this graph, or one around it up to where it is computed, has one. */
    @Nullable
    QuantizedActivation activation(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            QuantizedActivation known = scope.activations.get(name);
            if (known != null) {
                return known;
            }
            if (scope.computed.contains(name) || scope.constants.containsKey(name)) {
                return null;
            }
        }
        return null;
    }
}
