package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be said of a model without running it.
 *
 * @param sha256            name of the model: hash of the file
 * @param sizeBytes         size of the file
 * @param opset             version of the default operator set
 * @param irVersion         version of the file format
 * @param producer          program and version that wrote the file; empty when it does not say
 * @param parameters        weights, see {@link GraphCensus}
 * @param flops             operations of one inference with {@code assumedDimensions}; nodes of {@code notCounted} add nothing
 * @param flopsByOp         the same by operator type, counted nodes only
 * @param assumedDimensions value used for each dynamic input dimension
 * @param notCounted        nodes whose cost is unknown, with the reason
 * @param inputs            what the caller must provide; initializers that old files repeat as inputs are left out
 * @param outputs           what the model returns
 * @param ops               number of nodes by operator type, bodies of control flow and functions included
 * @param bytesByType       bytes of constant tensors by element type
 * @param quantized         whether the graph already computes with, or stores, quantized numbers
 * @param domains           operator-set version by domain; the default domain is {@code ai.onnx}
 */
public record ModelFacts(
        String sha256,
        long sizeBytes,
        long opset,
        long irVersion,
        String producer,
        long parameters,
        long flops,
        Map<String, Long> flopsByOp,
        Map<String, Long> assumedDimensions,
        List<GraphCost.NotCounted> notCounted,
        List<TensorInfo> inputs,
        List<TensorInfo> outputs,
        Map<String, Integer> ops,
        Map<String, Long> bytesByType,
        boolean quantized,
        Map<String, Long> domains) {

    private static final Set<String> QUANTIZED_OPS = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "MatMulInteger",
            "ConvInteger",
            "QLinearMatMul",
            "QLinearConv",
            "QGemm",
            "QAttention",
            "QEmbedLayerNormalization",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "DynamicQuantizeLSTM",
            "MatMulNBits",
            "MatMulBnb4",
            "GatherBlockQuantized");

    /** Facts with the default dimensions: 128 where a dynamic dimension's name speaks of a sequence, 1 elsewhere. */
    public static ModelFacts of(Path file) throws IOException {
        return of(file, Map.of());
    }

    /**
     * Facts of a file.
     *
     * @param dimensions values for dynamic dimensions by name
     * @throws IOException if the file cannot be read or is no ONNX message
     */
    public static ModelFacts of(Path file, Map<String, Long> dimensions) throws IOException {
        return of(OnnxModel.read(file), dimensions);
    }

    /** Facts of a model in memory. */
    public static ModelFacts of(OnnxModel model, Map<String, Long> dimensions) {
        ModelProto proto = model.proto();
        GraphCost cost = GraphCost.of(model, dimensions);
        Map<String, Long> flopsByOp = new TreeMap<>();
        for (GraphCost.NodeCost node : cost.nodes()) {
            if (node.flops() > 0) {
                flopsByOp.merge(node.op(), node.flops(), (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
            }
        }
        GraphCensus census = GraphCensus.of(proto);
        Map<String, Long> domains = new TreeMap<>();
        for (OperatorSetIdProto set : proto.getOpsetImportList()) {
            domains.put(OnnxModel.isDefaultDomain(set.getDomain()) ? "ai.onnx" : set.getDomain(), set.getVersion());
        }
        return new ModelFacts(
                model.sha256(),
                model.sizeBytes(),
                model.opset(),
                proto.getIrVersion(),
                (proto.getProducerName() + " " + proto.getProducerVersion()).strip(),
                census.parameters(),
                cost.flops(),
                flopsByOp,
                cost.assumedDimensions(),
                cost.notCounted(),
                inputs(proto.getGraph()),
                proto.getGraph().getOutputList().stream()
                        .map(ModelFacts::describe)
                        .toList(),
                census.ops(),
                census.bytesByType(),
                !quantizedOps(census.ops()).isEmpty(),
                domains);
    }

    /** Of operators by type, those that compute with, or store, quantized numbers. */
    public static Map<String, Integer> quantizedOps(Map<String, Integer> ops) {
        Map<String, Integer> quantized = new TreeMap<>(ops);
        quantized.keySet().retainAll(QUANTIZED_OPS);
        return quantized;
    }

    private static List<TensorInfo> inputs(GraphProto graph) {
        Set<String> initializers = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
        return graph.getInputList().stream()
                .filter(input -> !initializers.contains(input.getName()))
                .map(ModelFacts::describe)
                .toList();
    }

    private static TensorInfo describe(ValueInfoProto value) {
        return new TensorInfo(value.getName(), typeName(value.getType()), shape(value.getType()));
    }

    private static String typeName(TypeProto type) {
        return switch (type.getValueCase()) {
            case TENSOR_TYPE -> elementName(type.getTensorType().getElemType());
            case SPARSE_TENSOR_TYPE ->
                "sparse " + elementName(type.getSparseTensorType().getElemType());
            case SEQUENCE_TYPE -> "seq(" + typeName(type.getSequenceType().getElemType()) + ")";
            case OPTIONAL_TYPE -> "optional(" + typeName(type.getOptionalType().getElemType()) + ")";
            case MAP_TYPE ->
                "map(" + elementName(type.getMapType().getKeyType()) + ","
                        + typeName(type.getMapType().getValueType()) + ")";
            case OPAQUE_TYPE -> "opaque";
            case VALUE_NOT_SET -> "unknown";
        };
    }

    private static String elementName(int type) {
        return ElementType.of(type).map(ElementType::label).orElse("unknown");
    }

    private static List<String> shape(TypeProto type) {
        if (!type.hasTensorType()) {
            return List.of();
        }
        return type.getTensorType().getShape().getDimList().stream()
                .map(ModelFacts::dimension)
                .toList();
    }

    private static String dimension(TensorShapeProto.Dimension dimension) {
        return switch (dimension.getValueCase()) {
            case DIM_VALUE -> dimension.getDimValue() < 0 ? "?" : Long.toString(dimension.getDimValue());
            case DIM_PARAM -> dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam();
            case VALUE_NOT_SET -> "?";
        };
    }
}
