package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.shape.ShapeInference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Products that ONNX Runtime merges with the sum behind them into one {@code Gemm}, before it looks for Q/DQ pairs. What
 * it merged it no longer computes in integers: with every run the weights would become floats again. A rounded product
 * keeps the two apart.
 *
 * <p>The conditions are those of {@code MatMulAddFusion} in version 1.29: one reader, which adds one value per column; the
 * left factor is a matrix, or has a shape that is known in full.
 */
final class MergedSums {
    private MergedSums() {}

    /** The numbers of those products in a main graph. */
    static Set<Integer> of(GraphProto graph, Wiring wiring, long opset) {
        Set<Integer> merged = new HashSet<>();
        ShapeInference.Result shapes = ShapeInference.infer(graph, opset, Map.of());
        boolean fixed = shapes.assumed().isEmpty();
        for (ShapeInference.Inferred inferred : shapes.nodes()) {
            if (inferred.outputs().isEmpty()) {
                continue;
            }
            NodeProto node = inferred.node().node();
            Integer number = node.getOutputCount() == 0 ? null : wiring.maker(node.getOutput(0));
            // Bodies of branches are walked too; their nodes are not of this graph.
            if (number != null
                    && graph.getNode(number).equals(node)
                    && isMerged(graph, node, wiring, inferred.outputs().get(0).dims(), fixed)) {
                merged.add(number);
            }
        }
        return merged;
    }

    /** The product of a value with a matrix has as many dimensions as the value. */
    private static boolean isMerged(
            GraphProto graph, NodeProto node, Wiring wiring, long @Nullable [] output, boolean fixed) {
        if (!node.getOpType().equals("MatMul") || !OnnxModel.isDefaultDomain(node.getDomain()) || output == null) {
            return false;
        }
        boolean matrix = output.length == 2;
        TensorProto weights = wiring.constant(node.getInput(1));
        if (weights == null || weights.getDimsCount() != 2 || !(matrix || fixed)) {
            return false;
        }
        String product = node.getOutput(0);
        Set<Integer> readers = wiring.readers(product);
        if (wiring.isFixed(product) || readers.size() != 1) {
            return false;
        }
        NodeProto sum = graph.getNode(readers.iterator().next());
        if (!sum.getOpType().equals("Add") || !OnnxModel.isDefaultDomain(sum.getDomain())) {
            return false;
        }
        TensorProto bias = wiring.constant(sum.getInput(sum.getInput(0).equals(product) ? 1 : 0));
        if (bias == null) {
            return false;
        }
        List<Long> columns = List.of(weights.getDims(1));
        return bias.getDimsList().equals(columns)
                || (matrix && bias.getDimsList().equals(List.of(1L, weights.getDims(1))));
    }
}
