package dev.assay.quantization.smoothing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.qdq.Wiring;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Divides what a layer makes, channel by channel along the last axis, by changing its constants. */
final class ConstantFactors {
    private final Wiring wiring;
    private final Names names;
    private final float[] inverse;
    private final List<TensorProto> made = new ArrayList<>();
    private final Set<String> replaced = new HashSet<>();

    ConstantFactors(Wiring wiring, Names names, float[] inverse) {
        this.wiring = wiring;
        this.names = names;
        this.inverse = inverse;
    }

    /** Constants to add. */
    List<TensorProto> made() {
        return made;
    }

    /** Constants that are read once less. */
    Set<String> replaced() {
        return replaced;
    }

    /** The node with divided constants, or null when it has none that could do it. */
    @Nullable
    NodeProto divided(NodeProto node) {
        return switch (node.getOpType()) {
            case "LayerNormalization" -> normalization(node);
            case "Mul" -> product(node);
            default -> null;
        };
    }

    private @Nullable NodeProto normalization(NodeProto node) {
        boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        String scale = node.getOutputCount() == 1 && node.getInputCount() > 1 ? divided(node.getInput(1)) : null;
        String bias = hasBias && scale != null ? divided(node.getInput(2)) : null;
        if (scale == null || (hasBias && bias == null)) {
            return null;
        }
        NodeProto.Builder changed = node.toBuilder().setInput(1, scale);
        return (bias == null ? changed : changed.setInput(2, bias)).build();
    }

    private @Nullable NodeProto product(NodeProto node) {
        for (int side = 0; side < 2; side++) {
            String constant = wiring.constant(node.getInput(1 - side)) == null ? divided(node.getInput(side)) : null;
            if (constant != null) {
                return node.toBuilder().setInput(side, constant).build();
            }
        }
        return null;
    }

    /** A new constant, divided; null unless the old one is one number or one per channel. */
    @Nullable
    String divided(String name) {
        TensorProto constant = wiring.constant(name);
        if (constant == null || wiring.isOverridable(name) || constant.getDataType() != ElementType.FLOAT32.number()) {
            return null;
        }
        long[] dims = Tensors.dims(constant);
        long elements = Tensors.elements(constant);
        boolean perChannel = dims.length > 0 && elements == inverse.length && dims[dims.length - 1] == inverse.length;
        if (elements != 1 && !perChannel) {
            return null;
        }
        FloatBuffer values = Tensors.floats(constant);
        float[] divided = new float[inverse.length];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = values.get(elements == 1 ? 0 : i) * inverse[i];
        }
        long[] shape = dims.length == 0 ? new long[1] : Arrays.copyOf(dims, dims.length);
        shape[shape.length - 1] = inverse.length;
        String fresh = names.fresh(name + "_smoothed");
        made.add(Tensors.ofFloats(fresh, divided, shape));
        replaced.add(name);
        return fresh;
    }
}
