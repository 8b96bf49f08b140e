package dev.assay.onnx.shape;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.tensor.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with what is known of its inputs, as the rules for shapes and costs see it. */
public final class NodeView {
    private final NodeProto node;
    private final List<Value> inputs;
    private final long opset;

    NodeView(NodeProto node, List<Value> inputs, long opset) {
        this.node = node;
        this.inputs = inputs;
        this.opset = opset;
    }

    public NodeProto node() {
        return node;
    }

    public String op() {
        return node.getOpType();
    }

    long opset() {
        return opset;
    }

    int outputCount() {
        return node.getOutputCount();
    }

    /** Whether the optional input is there. */
    public boolean has(int index) {
        return index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    int inputCount() {
        return node.getInputCount();
    }

    /** The input, or an unknown value where it is absent. */
    public Value in(int index) {
        return has(index) ? inputs.get(index) : Value.UNKNOWN;
    }

    public List<Value> inputs() {
        return inputs;
    }

    long[] dims(int index) {
        return in(index).knownDims();
    }

    @Nullable
    ElementType type(int index) {
        return in(index).type();
    }

    @Nullable
    AttributeProto attribute(String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    public long integer(String name, long byDefault) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? byDefault : attribute.getI();
    }

    public String text(String name, String byDefault) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? byDefault : attribute.getS().toStringUtf8();
    }

    /** A list of integers, or null when the attribute is absent. */
    public long @Nullable [] integers(String name) {
        AttributeProto attribute = attribute(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** A list that moved from an attribute to an input in a later operator set; null when there is neither. */
    long @Nullable [] integersOrInput(String name, int input) {
        if (has(input)) {
            return in(input).asIntegers();
        }
        return integers(name);
    }

    /** An axis counted from the front; negative ones count from behind. */
    static int axis(long axis, int rank) {
        long fromFront = axis < 0 ? axis + rank : axis;
        if (fromFront < 0 || fromFront >= Math.max(rank, 1)) {
            throw new Unknowable("it names axis " + axis + " of a tensor with " + rank + " dimensions");
        }
        return (int) fromFront;
    }
}
