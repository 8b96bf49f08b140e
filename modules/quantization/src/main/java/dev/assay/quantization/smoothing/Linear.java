package dev.assay.quantization.smoothing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.qdq.Wiring;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A product of an activation with a constant matrix.
 *
 * @param number     of the node in the graph
 * @param weights    {@code [channels, outputs]}, or transposed
 * @param transposed whether the matrix is stored {@code [outputs, channels]}
 */
record Linear(int number, TensorProto weights, boolean transposed) {
    private static final int MATRIX = 2;

    /** The node as a product, or null when it is none. */
    static @Nullable Linear of(int number, NodeProto node, Wiring wiring) {
        boolean product = node.getOpType().equals("MatMul") || node.getOpType().equals("Gemm");
        if (!OnnxModel.isDefaultDomain(node.getDomain()) || !product || node.getInputCount() < 2) {
            return null;
        }
        TensorProto weights = wiring.constant(node.getInput(1));
        if (weights == null) {
            return null;
        }
        boolean usable = !wiring.isOverridable(node.getInput(1))
                && weights.getDataType() == ElementType.FLOAT32.number()
                && weights.getDimsCount() == MATRIX
                && Tensors.elements(weights) > 0
                && wiring.constant(node.getInput(0)) == null
                && Attributes.integer(node, "transA", 0) == 0;
        return usable ? new Linear(number, weights, Attributes.integer(node, "transB", 0) != 0) : null;
    }

    int channels() {
        return Math.toIntExact(weights.getDims(transposed ? 1 : 0));
    }

    private int outputs() {
        return Math.toIntExact(weights.getDims(transposed ? 0 : 1));
    }

    /** Raises the largest magnitude of each channel to those of these weights. */
    void raise(float[] magnitudes) {
        FloatBuffer values = Tensors.floats(weights);
        for (int channel = 0; channel < magnitudes.length; channel++) {
            for (int output = 0; output < outputs(); output++) {
                magnitudes[channel] = Math.max(magnitudes[channel], Math.abs(values.get(index(channel, output))));
            }
        }
    }

    /** The weights with each channel multiplied. */
    TensorProto times(float[] factors, String name) {
        FloatBuffer values = Tensors.floats(weights);
        float[] scaled = new float[values.limit()];
        for (int channel = 0; channel < factors.length; channel++) {
            for (int output = 0; output < outputs(); output++) {
                int index = index(channel, output);
                scaled[index] = values.get(index) * factors[channel];
            }
        }
        return Tensors.ofFloats(name, scaled, Tensors.dims(weights));
    }

    private int index(int channel, int output) {
        return transposed ? output * channels() + channel : channel * outputs() + output;
    }
}
