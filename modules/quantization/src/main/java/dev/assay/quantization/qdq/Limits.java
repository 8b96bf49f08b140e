package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Affine;

/**
 * The interval to which {@code Relu} or {@code Clip} confine their input. Integers whose range ends there confine it as
 * well, so that the node can go.
 */
record Limits(float low, float high) {
    /** The limits of a node whose operator is {@code Relu} or {@code Clip}. */
    static Limits of(NodeProto node, Wiring wiring) throws Unsuitable {
        if (node.getOpType().equals("Relu")) {
            return new Limits(0, Float.POSITIVE_INFINITY);
        }
        return new Limits(
                scalar(node, 1, Float.NEGATIVE_INFINITY, wiring), scalar(node, 2, Float.POSITIVE_INFINITY, wiring));
    }

    private static float scalar(NodeProto node, int index, float absent, Wiring wiring) throws Unsuitable {
        if (index >= node.getInputCount() || node.getInput(index).isEmpty()) {
            return absent;
        }
        TensorProto tensor = wiring.constant(node.getInput(index));
        if (tensor == null
                || wiring.isOverridable(node.getInput(index))
                || tensor.getDataType() != ElementType.FLOAT32.number()
                || Tensors.elements(tensor) != 1) {
            throw new Unsuitable("its limits are not constants");
        }
        return Tensors.floats(tensor).get(0);
    }

    /** Whether the limits leave 0 alone; integers can represent it always. */
    boolean containZero() {
        return low <= 0 && high >= 0;
    }

    /** Whether nothing that the integers can stand for is beyond the limits by more than half a step. */
    boolean hold(Affine map, Affine.Range range) {
        float half = map.scale() / 2;
        return map.dequantize(range.min()) >= low - half && map.dequantize(range.max()) <= high + half;
    }
}
