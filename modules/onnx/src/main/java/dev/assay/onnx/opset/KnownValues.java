package dev.assay.onnx.opset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.shape.ShapeInference;
import dev.assay.onnx.shape.Value;
import dev.assay.onnx.tensor.ElementType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ranks, element types and constants of the values that one graph sees: what the file says, else what follows from it. */
final class KnownValues {
    private static final int OTHER_SIZE = 7;

    private final @Nullable KnownValues outer;
    private final Map<String, TypeProto.Tensor> declared = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Set<String> defined = new HashSet<>();
    private final @Nullable ModelProto main;
    private final long opset;
    private @Nullable Map<String, Value> inferred;

    /** The values of the main graph. */
    static KnownValues ofMain(ModelProto model, long opset) {
        KnownValues values = new KnownValues(null, model, opset);
        values.read(model.getGraph());
        return values;
    }

    /** The values of a function body, of which nothing is declared. */
    static KnownValues ofFunction(List<NodeProto> nodes) {
        KnownValues values = new KnownValues(null, null, 0);
        values.readNodes(nodes);
        return values;
    }

    private KnownValues(@Nullable KnownValues outer, @Nullable ModelProto main, long opset) {
        this.outer = outer;
        this.main = main;
        this.opset = opset;
    }

    /** The values that a body in this graph sees. */
    KnownValues inside(GraphProto body) {
        KnownValues values = new KnownValues(this, null, 0);
        values.read(body);
        return values;
    }

    private void read(GraphProto graph) {
        graph.getValueInfoList().forEach(this::declare);
        graph.getOutputList().forEach(this::declare);
        graph.getInputList().forEach(input -> {
            declare(input);
            defined.add(input.getName());
        });
        graph.getInitializerList().forEach(tensor -> define(tensor.getName(), tensor));
        readNodes(graph.getNodeList());
    }

    private void readNodes(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            defined.addAll(node.getOutputList());
            AttributeProto value = Attributes.find(node.getAttributeList(), "value");
            if (node.getOpType().equals("Constant") && value != null && value.hasT() && node.getOutputCount() == 1) {
                constants.put(node.getOutput(0), value.getT());
            }
        }
    }

    private void declare(ValueInfoProto value) {
        if (value.getType().hasTensorType()) {
            declared.put(value.getName(), value.getType().getTensorType());
        }
    }

    /** Adds a constant to this graph. */
    void define(String name, TensorProto tensor) {
        constants.put(name, tensor);
        defined.add(name);
    }

    /** The constant of that name, or null when the value is computed or given by the caller. */
    @Nullable
    TensorProto constant(String name) {
        KnownValues owner = owner(name);
        return owner == null ? null : owner.constants.get(name);
    }

    /** The number of dimensions of a value, where it is certain. */
    OptionalInt rank(String name) {
        KnownValues owner = owner(name);
        if (owner == null) {
            return OptionalInt.empty();
        }
        TensorProto constant = owner.constants.get(name);
        if (constant != null) {
            return OptionalInt.of(constant.getDimsCount());
        }
        TypeProto.Tensor type = owner.declared.get(name);
        if (type != null && type.hasShape()) {
            return OptionalInt.of(type.getShape().getDimCount());
        }
        Value value = owner.inferred().get(name);
        long[] dims = value == null ? null : value.dims();
        return dims == null ? OptionalInt.empty() : OptionalInt.of(dims.length);
    }

    /** The element type of a value, where it is known. */
    @Nullable
    ElementType type(String name) {
        KnownValues owner = owner(name);
        if (owner == null) {
            return null;
        }
        TensorProto constant = owner.constants.get(name);
        if (constant != null) {
            return ElementType.of(constant.getDataType()).orElse(null);
        }
        TypeProto.Tensor type = owner.declared.get(name);
        if (type != null) {
            return ElementType.of(type.getElemType()).orElse(null);
        }
        Value value = owner.inferred().get(name);
        return value == null ? null : value.type();
    }

    private @Nullable KnownValues owner(String name) {
        for (KnownValues values = this; values != null; values = values.outer) {
            if (values.defined.contains(name)) {
                return values;
            }
        }
        return null;
    }

    /**
     * Inference takes a size for every free dimension, and a {@code Squeeze} without axes takes away those of size 1: a
     * rank counts only when it comes out the same for different sizes.
     */
    private Map<String, Value> inferred() {
        if (inferred == null) {
            inferred = new HashMap<>();
            if (main != null) {
                ShapeInference.Result first = ShapeInference.infer(main.getGraph(), opset, Map.of());
                Map<String, Long> others = new HashMap<>();
                first.assumed().keySet().forEach(dimension -> others.put(dimension, (long) OTHER_SIZE));
                Map<String, Value> left = byName(first);
                Map<String, Value> right = byName(ShapeInference.infer(main.getGraph(), opset, others));
                left.forEach((name, value) -> {
                    Value other = right.get(name);
                    if (other != null && sameRank(value.dims(), other.dims())) {
                        inferred.put(name, value);
                    }
                });
            }
        }
        return inferred;
    }

    private static boolean sameRank(long @Nullable [] left, long @Nullable [] right) {
        return left != null && right != null && left.length == right.length;
    }

    private Map<String, Value> byName(ShapeInference.Result result) {
        Map<String, Value> values = new HashMap<>();
        for (ShapeInference.Inferred node : result.nodes()) {
            List<String> outputs = node.node().node().getOutputList();
            for (int i = 0; i < Math.min(outputs.size(), node.outputs().size()); i++) {
                values.put(outputs.get(i), node.outputs().get(i));
            }
        }
        values.keySet().retainAll(defined);
        return values;
    }
}
