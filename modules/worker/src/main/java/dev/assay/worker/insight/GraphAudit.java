package dev.assay.worker.insight;

import dev.assay.onnx.outline.GraphOutline;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what ONNX Runtime made of a model: kernels that compute with quantized numbers, and steps that none absorbed. */
public final class GraphAudit {
    private static final String CONTRIBUTED = "com.microsoft.";

    /** Kernels whose arithmetic is on small integers, whole or in part. */
    private static final Set<String> QUANTIZED = Set.of(
            "MatMulInteger",
            "ConvInteger",
            "QLinearMatMul",
            "QLinearConv",
            "com.microsoft.MatMulIntegerToFloat",
            "com.microsoft.MatMulInteger16",
            "com.microsoft.DynamicQuantizeMatMul",
            "com.microsoft.DynamicQuantizeLSTM",
            "com.microsoft.MatMulNBits",
            "com.microsoft.MatMulBnb4",
            "com.microsoft.MatMulFpQ4",
            "com.microsoft.GatherBlockQuantized",
            "com.microsoft.QGemm",
            "com.microsoft.QAttention",
            "com.microsoft.QEmbedLayerNormalization",
            "com.microsoft.QOrderedMatMul",
            "com.microsoft.QMoE");

    private static final Set<String> STEPS = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "Cast",
            "com.microsoft.QuantizeLinear",
            "com.microsoft.DequantizeLinear");

    private GraphAudit() {}

    /** The counts of an optimised graph. */
    public static OptimizedGraph of(GraphOutline optimized) {
        Map<String, Integer> ops = new TreeMap<>();
        Map<String, Integer> fused = new TreeMap<>();
        Map<String, Integer> leftOver = new TreeMap<>();
        for (GraphOutline.Node node : optimized.nodes()) {
            ops.merge(node.op(), 1, Integer::sum);
            if (isQuantized(node.op())) {
                fused.merge(node.op(), 1, Integer::sum);
            } else if (STEPS.contains(node.op())) {
                leftOver.merge(node.op(), 1, Integer::sum);
            }
        }
        return new OptimizedGraph(ops, fused, leftOver);
    }

    /** Whether an operator computes with quantized numbers. */
    static boolean isQuantized(String op) {
        return QUANTIZED.contains(op) || op.startsWith("QLinear") || op.startsWith(CONTRIBUTED + "QLinear");
    }

    /** Whether an operator only changes how numbers are stored. */
    static boolean isStep(String op) {
        return STEPS.contains(op);
    }
}
