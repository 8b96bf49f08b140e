package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import java.util.Map;
import java.util.Set;

/** Which operators compute in half precision, and which of their inputs stay in single precision all the same. */
final class HalfOperators {
    /**
     * Standard operators that have no half form, or lose what they are for in it: counting and ranking need more than
     * eleven bits, quantized ones are defined with float scales, and random ones name their type.
     */
    private static final Set<String> BLOCKED = Set.of(
            "Bernoulli",
            "BlackmanWindow",
            "CumProd",
            "CumSum",
            "DFT",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "EyeLike",
            "HammingWindow",
            "HannWindow",
            "ImageDecoder",
            "IsInf",
            "MatMulInteger",
            "Max",
            "MelWeightMatrix",
            "Min",
            "Multinomial",
            "NonMaxSuppression",
            "QuantizeLinear",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Range",
            "RoiAlign",
            "STFT",
            "TfIdfVectorizer",
            "TopK",
            "Upsample");

    /** Operators of ONNX Runtime's own domain whose floats may all be halves. */
    private static final Set<String> CONVERTED = Set.of(
            "Attention",
            "BiasGelu",
            "FastGelu",
            "FusedConv",
            "FusedMatMul",
            "Gelu",
            "GroupNorm",
            "GroupQueryAttention",
            "MultiHeadAttention",
            "QuickGelu",
            "RotaryEmbedding",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization");

    private static final Map<String, Set<Integer>> ALWAYS_FLOAT =
            Map.of("Resize", Set.of(2), "GroupNorm", Set.of(1, 2));

    private HalfOperators() {}

    /** Whether the operator itself computes in half precision. */
    static boolean isConverted(NodeProto node) {
        if (!OnnxModel.isDefaultDomain(node.getDomain())) {
            return node.getDomain().equals(Ground.MICROSOFT) && CONVERTED.contains(node.getOpType());
        }
        // The mean and the deviation of a normalization are of another type than its result.
        boolean givesStatistics = node.getOpType().equals("LayerNormalization") && node.getOutputCount() > 1;
        return !BLOCKED.contains(node.getOpType()) && !givesStatistics;
    }

    /** Whether this input of a node that computes in half precision is in single precision. */
    static boolean isAlwaysFloat(NodeProto node, int input) {
        return ALWAYS_FLOAT.getOrDefault(node.getOpType(), Set.of()).contains(input);
    }

    /** Operators on lists of tensors or optional ones, whose element types this rewrite does not follow. */
    static boolean isOfContainers(NodeProto node) {
        String op = node.getOpType();
        boolean isOfSequences = op.contains("Sequence") && !op.equals("ReverseSequence");
        return OnnxModel.isDefaultDomain(node.getDomain()) && (isOfSequences || op.startsWith("Optional"));
    }
}
