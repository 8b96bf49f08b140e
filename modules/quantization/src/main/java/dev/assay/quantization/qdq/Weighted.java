package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Scheme;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node with constant weights.
 *
 * @param node     as it stands in the graph
 * @param weights  the constant factor
 * @param axis     axis of the weights that numbers output channels; -1 where kernels take one scale only
 * @param factor   to multiply the weights with: {@code Gemm}'s alpha
 * @param bias     one per output channel, multiplied with {@code Gemm}'s beta; null when there is none
 * @param products products summed for one output element, at most
 */
record Weighted(
        NodeProto node,
        TensorProto weights,
        int axis,
        float factor,
        @Nullable FloatBuffer bias,
        long products) {

    private static final int WEIGHTS = 1;
    private static final int BIAS = 2;

    /** Name of the activation. */
    String input() {
        return node.getInput(0);
    }

    /** The biases of the output channels, or null. */
    float @Nullable [] biases() {
        if (bias == null) {
            return null;
        }
        float[] values = new float[bias.limit()];
        bias.get(0, values);
        return values;
    }

    /** Whether the output is quantized with the node; products of matrices leave it in floating point. */
    boolean quantizesOutput() {
        return node.getOpType().startsWith("Conv");
    }

    /** The weights with the granularity and range of a scheme. */
    WeightRounding rounding(Scheme.Int8Static scheme) {
        return new WeightRounding(
                Tensors.floats(weights), Tensors.dims(weights), roundingAxis(scheme), factor, scheme.reduceRange());
    }

    /** Axis with one scale per entry, or -1. */
    int roundingAxis(Scheme.Int8Static scheme) {
        return scheme.perChannel() ? axis : -1;
    }

    /**
     * Looks at a node whose operator is one of {@code Conv}, {@code ConvTranspose}, {@code MatMul} and {@code Gemm}.
     *
     * @throws Unsuitable if its weights cannot be stored in eight bits
     */
    static Weighted of(NodeProto node, Wiring wiring) throws Unsuitable {
        TensorProto weights = constant(node, WEIGHTS, "weights", wiring);
        if (weights == null) {
            throw new Unsuitable(
                    wiring.constant(node.getInput(0)) != null
                            ? "its weights are on the left, for which there is no eight-bit kernel"
                            : "both factors are activations, so there are no weights to store in 8 bits");
        }
        if (wiring.constant(node.getInput(0)) != null) {
            throw new Unsuitable("both factors are constants, which the runtime multiplies once while it loads");
        }
        long[] dims = Tensors.dims(weights);
        return switch (node.getOpType()) {
            case "Conv" -> convolution(node, weights, dims, 0, wiring);
            case "ConvTranspose" -> convolution(node, weights, dims, 1, wiring);
            case "Gemm" -> gemm(node, weights, dims, wiring);
            default -> product(node, weights, dims);
        };
    }

    private static Weighted product(NodeProto node, TensorProto weights, long[] dims) throws Unsuitable {
        if (dims.length < 2) {
            throw new Unsuitable("its weights have " + dims.length + " dimensions instead of 2");
        }
        return new Weighted(node, weights, dims.length == 2 ? 1 : -1, 1f, null, dims[dims.length - 2]);
    }

    private static Weighted convolution(NodeProto node, TensorProto weights, long[] dims, int axis, Wiring wiring)
            throws Unsuitable {
        if (dims.length < 3) {
            throw new Unsuitable("its weights have " + dims.length + " dimensions instead of 3 or more");
        }
        TensorProto bias = constant(node, BIAS, "bias", wiring);
        if (bias == null && hasInput(node, BIAS)) {
            throw new Unsuitable("its bias is computed at run time");
        }
        long products = Tensors.elements(weights) / dims[axis];
        return new Weighted(node, weights, axis, 1f, bias == null ? null : Tensors.floats(bias), products);
    }

    private static Weighted gemm(NodeProto node, TensorProto weights, long[] dims, Wiring wiring) throws Unsuitable {
        if (dims.length != 2) {
            throw new Unsuitable("its weights have " + dims.length + " dimensions instead of 2");
        }
        int axis = Attributes.integer(node, "transB", 0) != 0 ? 0 : 1;
        float beta = Attributes.real(node, "beta", 1f);
        TensorProto constant = constant(node, BIAS, "bias", wiring);
        if (constant == null && hasInput(node, BIAS) && beta != 0) {
            throw new Unsuitable("its bias is computed at run time");
        }
        float[] bias = null;
        if (constant != null && beta != 0) {
            bias = rowOf(floats(constant), Math.toIntExact(dims[axis]));
            for (int i = 0; i < bias.length; i++) {
                bias[i] *= beta;
            }
        }
        return new Weighted(
                node,
                weights,
                axis,
                Attributes.real(node, "alpha", 1f),
                bias == null ? null : FloatBuffer.wrap(bias),
                dims[1 - axis]);
    }

    private static float[] rowOf(float[] bias, int columns) throws Unsuitable {
        if (bias.length == columns) {
            return bias;
        }
        if (bias.length != 1) {
            throw new Unsuitable("its bias differs from row to row");
        }
        float[] row = new float[columns];
        Arrays.fill(row, bias[0]);
        return row;
    }

    private static boolean hasInput(NodeProto node, int index) {
        return node.getInputCount() > index && !node.getInput(index).isEmpty();
    }

    private static @Nullable TensorProto constant(NodeProto node, int index, String what, Wiring wiring)
            throws Unsuitable {
        TensorProto tensor = hasInput(node, index) ? wiring.constant(node.getInput(index)) : null;
        if (tensor == null) {
            return null;
        }
        if (tensor.getDataType() != ElementType.FLOAT32.number()) {
            String type =
                    ElementType.of(tensor.getDataType()).map(ElementType::label).orElse("of unknown type");
            throw new Unsuitable("its " + what + (what.endsWith("s") ? " are " : " is ") + type + ", not float32");
        }
        if (wiring.isOverridable(node.getInput(index))) {
            throw new Unsuitable("its " + what + " can be replaced by the caller, being an input too");
        }
        if (Tensors.elements(tensor) == 0) {
            throw new Unsuitable("its " + what + (what.endsWith("s") ? " have" : " has") + " no elements");
        }
        FloatBuffer values = Tensors.floats(tensor);
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new Unsuitable(
                        "its " + what + (what.endsWith("s") ? " contain" : " contains") + " NaN or infinity");
            }
        }
        return tensor;
    }

    private static float[] floats(TensorProto tensor) {
        float[] values = new float[Math.toIntExact(Tensors.elements(tensor))];
        Tensors.floats(tensor).get(values);
        return values;
    }
}
