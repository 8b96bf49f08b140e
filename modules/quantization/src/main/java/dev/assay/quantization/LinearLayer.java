package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.Scope.Constant;
import dev.assay.quantization.blockwise.WeightMatrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A product of an activation and a constant matrix, {@code MatMul} or {@code Gemm}.
 *
 * @param node       the node
 * @param weights    its matrix as it stands in the file
 * @param matrix     the same as {@code [rows, columns]}, the factor {@code alpha} included
 * @param transposed whether the file holds {@code [columns, rows]}
 */
record LinearLayer(NodeProto node, Constant weights, WeightMatrix matrix, boolean transposed) {

    /** Two layers of the same graph with the same weights in the same form share what is stored. */
    record Key(Scope owner, String name, boolean transposed, float factor) {}

    Key key() {
        return new Key(weights.owner(), weightName(), transposed, matrix.factor());
    }

    String activation() {
        return node.getInput(0);
    }

    String weightName() {
        return node.getInput(1);
    }

    static boolean isOne(NodeProto node) {
        return OnnxModel.isDefaultDomain(node.getDomain())
                && (node.getOpType().equals("MatMul") || node.getOpType().equals("Gemm"));
    }

    /**
     * Reads a node.
     *
     * @param producers operators by the names that they produce
     * @throws Unroundable when its weights cannot be stored in fewer bits; the message is the reason
     */
    static LinearLayer of(NodeProto node, Scope scope, List<String> exclude, Map<String, String> producers)
            throws Unroundable {
        checkNotExcluded(node, exclude);
        Constant weights = scope.constant(node.getInput(1));
        if (weights == null) {
            throw noWeights(node, scope, producers);
        }
        TensorProto tensor = plainFloats(weights);
        if (tensor.getDimsCount() != 2) {
            throw new Unroundable("its weights have " + tensor.getDimsCount() + " dimensions instead of 2");
        }
        boolean gemm = node.getOpType().equals("Gemm");
        if (gemm && Attributes.integer(node, "transA", 0) != 0) {
            throw new Unroundable("its activation is transposed (transA=1)");
        }
        boolean transposed = gemm && Attributes.integer(node, "transB", 0) != 0;
        float factor = gemm ? Attributes.real(node, "alpha", 1f) : 1f;
        int first = Math.toIntExact(tensor.getDims(0));
        int second = Math.toIntExact(tensor.getDims(1));
        WeightMatrix matrix = transposed
                ? WeightMatrix.columnMajor(Tensors.floats(tensor), second, first, factor)
                : WeightMatrix.rowMajor(Tensors.floats(tensor), first, second, factor);
        if (!matrix.isFinite()) {
            throw new Unroundable("its weights contain NaN or infinity");
        }
        return new LinearLayer(node, weights, matrix, transposed);
    }

    private static Unroundable noWeights(NodeProto node, Scope scope, Map<String, String> producers) {
        String producer = producers.getOrDefault(node.getInput(1), "");
        if (producer.equals("DequantizeLinear")) {
            return new Unroundable("its weights are already quantized; start from the float model");
        }
        if (scope.constant(node.getInput(0)) != null) {
            return new Unroundable("its constant is the first factor; only the second can be stored in fewer bits");
        }
        return new Unroundable("both factors are computed while the model runs, so there are no weights to store"
                + (producer.isEmpty() ? "" : " (the second comes from " + producer + ")"));
    }

    static void checkNotExcluded(NodeProto node, List<String> exclude) throws Unroundable {
        if (exclude.contains(Names.label(node))) {
            throw new Unroundable("excluded by the option exclude");
        }
    }

    /** The tensor of a constant that is float32, here in the file, not empty and not for the caller to replace. */
    static TensorProto plainFloats(Constant constant) throws Unroundable {
        TensorProto tensor = constant.tensor();
        if (tensor.getDataType() != ElementType.FLOAT32.number()) {
            throw new Unroundable("its constant is "
                    + ElementType.of(tensor.getDataType())
                            .map(ElementType::label)
                            .orElse("of unknown type")
                    + ", not float32");
        }
        if (constant.overridable()) {
            throw new Unroundable("its weights are also an input, which the caller may replace");
        }
        if (Tensors.isElsewhere(tensor)) {
            throw new Unroundable("its weights are in another file");
        }
        if (Tensors.elements(tensor) == 0) {
            throw new Unroundable("its constant is empty");
        }
        return tensor;
    }

    /**
     * The constant {@code C} of a {@code Gemm} times its {@code beta}, as a new tensor.
     *
     * @throws Unroundable when {@code C} is not a constant that can be multiplied in advance
     */
    static TensorProto scaledBias(NodeProto gemm, Scope scope, float beta, Names names) throws Unroundable {
        Constant constant = scope.constant(gemm.getInput(2));
        if (constant == null) {
            throw new Unroundable("beta is " + beta + " and its bias is computed while the model runs");
        }
        TensorProto tensor = plainFloats(constant);
        float[] scaled = new float[Math.toIntExact(Tensors.elements(tensor))];
        Tensors.floats(tensor).get(scaled);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= beta;
        }
        return Tensors.ofFloats(names.fresh(gemm.getInput(2) + "_times_beta"), scaled, Tensors.dims(tensor));
    }

    /** Operators by the names that they produce, bodies included. */
    static Map<String, String> producers(GraphProto graph) {
        Map<String, String> producers = new HashMap<>();
        collect(graph, producers);
        return producers;
    }

    private static void collect(GraphProto graph, Map<String, String> producers) {
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node.getOpType()));
            Bodies.of(node).forEach(body -> collect(body, producers));
        }
    }
}
