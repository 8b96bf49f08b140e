package dev.assay.onnx.opset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One node on its way through the versions: what a step may read, change and add around it. */
final class NodeUpgrade {
    /** The node in its present state. */
    final NodeProto.Builder node;

    /** The version that the model ends up with. */
    final int target;

    private final KnownValues values;
    private final Names names;
    private final Facts facts;
    private final Function<TensorProto, String> constants;
    private final List<NodeProto> before = new ArrayList<>(0);
    private final List<NodeProto> after = new ArrayList<>(0);

    /** What is asked of the model as a whole. */
    interface Facts {
        /** Whether any node, body or output reads a value. */
        boolean isRead(String name);

        /** Whether the model has floating-point numbers of no other width than 32 bits. */
        boolean onlyFloat32();
    }

    /** One change of an operator's definition that needs the node to change too. */
    @FunctionalInterface
    interface Step {
        void apply(NodeUpgrade node) throws Refused;
    }

    /** A node whose meaning cannot be kept; the message is the reason of the {@link Obstacle}. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * Prepares a node.
     *
     * @param constants stores a tensor without a name where the node can read it; the result is its name
     */
    NodeUpgrade(
            NodeProto node,
            int target,
            KnownValues values,
            Names names,
            Facts facts,
            Function<TensorProto, String> constants) {
        this.node = node.toBuilder();
        this.target = target;
        this.values = values;
        this.names = names;
        this.facts = facts;
        this.constants = constants;
    }

    List<NodeProto> result() {
        List<NodeProto> nodes = new ArrayList<>(before);
        nodes.add(node.build());
        nodes.addAll(after);
        return nodes;
    }

    /** The attribute of that name; refused where the caller of a function fills it in. */
    @Nullable
    AttributeProto attribute(String name) throws Refused {
        AttributeProto attribute = Attributes.find(node.getAttributeList(), name);
        if (attribute != null && !attribute.getRefAttrName().isEmpty()) {
            throw new Refused("its attribute " + name + " is filled in by the callers of a function");
        }
        return attribute;
    }

    /** The attribute of that name, which is taken away. */
    @Nullable
    AttributeProto take(String name) throws Refused {
        AttributeProto attribute = attribute(name);
        for (int i = node.getAttributeCount() - 1; i >= 0; i--) {
            if (node.getAttribute(i).getName().equals(name)) {
                node.removeAttribute(i);
            }
        }
        return attribute;
    }

    void set(AttributeProto attribute) throws Refused {
        take(attribute.getName());
        node.addAttribute(attribute);
    }

    boolean hasInput(int index) {
        return index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    /** Sets an input, filling the places before it with the empty name. */
    void setInput(int index, String name) {
        while (node.getInputCount() <= index) {
            node.addInput("");
        }
        node.setInput(index, name);
    }

    /** Moves a list of integers from an attribute to an input, where the node has it. */
    void moveToInput(String name, int index) throws Refused {
        AttributeProto attribute = take(name);
        if (attribute != null && attribute.getIntsCount() > 0) {
            setInput(index, constant(attribute.getIntsList()));
        }
    }

    /** Takes away outputs from {@code first} on; refused when something reads one. */
    void dropOutputs(int first, String what) throws Refused {
        for (int i = first; i < node.getOutputCount(); i++) {
            if (facts.isRead(node.getOutput(i))) {
                throw new Refused(what);
            }
        }
        if (node.getOutputCount() > first) {
            List<String> kept = List.copyOf(node.getOutputList().subList(0, first));
            node.clearOutput().addAllOutput(kept);
        }
    }

    OptionalInt rank(int input) {
        return values.rank(node.getInput(input));
    }

    @Nullable
    TensorProto constantInput(int input) {
        return values.constant(node.getInput(input));
    }

    String constant(List<Long> integers) {
        return constant(TensorProto.newBuilder()
                .setDataType(ElementType.INT64.number())
                .addDims(integers.size())
                .addAllInt64Data(integers)
                .build());
    }

    String constant(TensorProto withoutName) {
        String name = constants.apply(withoutName);
        values.define(name, withoutName);
        return name;
    }

    /** A scalar of the floating-point type of an input. */
    String scalarLike(int input, float value) throws Refused {
        ElementType type = values.type(node.getInput(input));
        if (type == null && facts.onlyFloat32()) {
            type = ElementType.FLOAT32;
        }
        TensorProto.Builder tensor = TensorProto.newBuilder();
        if (type == ElementType.FLOAT32) {
            tensor.addFloatData(value);
        } else if (type == ElementType.FLOAT64) {
            tensor.addDoubleData(value);
        } else if (type == ElementType.FLOAT16) {
            tensor.addInt32Data(Float.floatToFloat16(value) & 0xffff);
        } else {
            throw new Refused("the element type of its input is not known");
        }
        return constant(tensor.setDataType(type.number()).build());
    }

    String fresh(String wanted) {
        return names.fresh(wanted);
    }

    /** Adds a node in front of this one; it means what it says in the target version. */
    void addBefore(NodeProto.Builder added) {
        before.add(added.build());
    }

    /** Adds a node behind this one. */
    void addAfter(NodeProto.Builder added) {
        after.add(added.build());
    }
}
