package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.gemm;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.integer;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.real;
import static dev.assay.quantization.Graphs.twoLayers;
import static dev.assay.quantization.Graphs.value;
import static dev.assay.quantization.Graphs.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.QuantizationReport.Skipped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WeightOnlyTest {
    private static Scheme scheme(String name, String... namesAndValues) throws UnknownScheme {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Scheme.parse(name, options);
    }

    private static Quantized int4(GraphProto.Builder graph, String... options) throws Exception {
        return Quantizer.quantize(model(graph), scheme("int4-weight-only", options));
    }

    private static GraphProto graphOf(Quantized quantized) {
        return quantized.model().proto().getGraph();
    }

    @Test
    void aProductBecomesOneNodeWithPackedBlocks() throws Exception {
        Quantized quantized = int4(twoLayers(), "rounding", "rtn");
        NodeProto first = graphOf(quantized).getNode(0);
        assertThat(first.getOpType()).isEqualTo("MatMulNBits");
        assertThat(first.getDomain()).isEqualTo("com.microsoft");
        assertThat(first.getInputList()).containsExactly("x", "W1_int4", "W1_scales", "W1_zero_points");
        assertThat(Attributes.integer(first, "K", 0)).isEqualTo(32);
        assertThat(Attributes.integer(first, "N", 0)).isEqualTo(48);
        assertThat(Attributes.integer(first, "bits", 0)).isEqualTo(4);
        assertThat(Attributes.integer(first, "block_size", 0)).isEqualTo(32);
        assertThat(Attributes.integer(first, "accuracy_level", -1)).isEqualTo(4);
        assertThat(graphOf(quantized).getInitializerList())
                .extracting(tensor -> tensor.getName() + tensor.getDimsList())
                .containsExactly(
                        "W1_int4[48, 1, 16]",
                        "W1_scales[48, 1]",
                        "W1_zero_points[48, 1]",
                        "W2_int4[16, 2, 16]",
                        "W2_scales[16, 2]",
                        "W2_zero_points[16, 1]",
                        "W3_int4[16, 1, 16]",
                        "W3_scales[16, 1]",
                        "W3_zero_points[16, 1]");
        assertThat(quantized.model().proto().getOpsetImportList())
                .extracting(OperatorSetIdProto::getDomain)
                .containsExactly("", "com.microsoft");
        QuantizationReport report = quantized.report();
        assertThat(report.quantized()).isEqualTo(3);
        assertThat(report.skipped()).isEmpty();
        assertThat(report.bytesByType())
                .isEqualTo(Map.of("uint8", 48 * 17L + 16 * 33 + 16 * 17, "float32", 4 * (48L + 32 + 16)));
        assertThat(report.layers()).allSatisfy(layer -> {
            assertThat(layer.sqnrDb()).isBetween(17.0, 26.0);
            assertThat(layer.cosine()).isBetween(0.99, 0.9999);
        });
    }

    @Test
    void accuracyLevelZeroIsLeftToTheRuntimeAndSymmetricHasNoZeroPoints() throws Exception {
        NodeProto product = graphOf(int4(twoLayers(), "accuracyLevel", "0", "symmetric", "true"))
                .getNode(0);
        assertThat(product.getInputList()).containsExactly("x", "W1_int4", "W1_scales");
        assertThat(Attributes.integer(product, "accuracy_level", -1)).isEqualTo(-1);
    }

    @Test
    void thePortableFormDequantizesForEachReader() throws Exception {
        GraphProto.Builder shared = graph(
                        node("MatMul", List.of("x", "W"), List.of("a")),
                        node("MatMul", List.of("a", "W"), List.of("y")))
                .addInput(floats("x", 4, 32))
                .addOutput(floats("y", 4, 32))
                .addInitializer(weights("W", 32, 32));
        Quantized quantized = int4(shared, "form", "portable", "symmetric", "true", "block", "16");
        assertThat(quantized.model().opset()).isEqualTo(21);
        assertThat(quantized.model().proto().getIrVersion()).isEqualTo(10);
        assertThat(graphOf(quantized).getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("DequantizeLinear", "MatMul", "DequantizeLinear", "MatMul");
        assertThat(graphOf(quantized).getInitializerList())
                .extracting(tensor -> tensor.getName() + tensor.getDimsList() + tensor.getDataType())
                .containsExactly(
                        "W_int4[32, 32]" + ElementType.INT4.number(), "W_scales[2, 32]" + ElementType.FLOAT32.number());
        assertThat(quantized.report().bytesByType()).containsEntry("int4", 32L * 32 / 2);
        assertThat(quantized.report().quantized()).isEqualTo(2);
        Quantized asymmetric = int4(twoLayers(), "form", "portable");
        assertThat(graphOf(asymmetric).getInitializer(0).getDataType()).isEqualTo(ElementType.UINT4.number());
        assertThat(graphOf(asymmetric).getNode(0).getInputList())
                .containsExactly("W1_int4", "W1_scales", "W1_zero_points");
    }

    @Test
    void eightBitsPerChannelAreStandardOperatorsAndInBlocksAreNot() throws Exception {
        Quantized channels = Quantizer.quantize(model(twoLayers()), scheme("int8-weight-only"));
        assertThat(graphOf(channels).getNode(0).getInputList()).containsExactly("W1_int8", "W1_scale", "W1_zero_point");
        assertThat(Attributes.integer(graphOf(channels).getNode(0), "axis", -5)).isEqualTo(1);
        Quantized blocks = Quantizer.quantize(model(twoLayers()), scheme("int8-weight-only", "form", "nbits"));
        assertThat(Attributes.integer(graphOf(blocks).getNode(0), "bits", 0)).isEqualTo(8);
        assertThat(graphOf(blocks).getInitializer(0).getDimsList()).containsExactly(48L, 1L, 32L);
        assertThat(channels.report().layers())
                .allSatisfy(layer -> assertThat(layer.sqnrDb()).isGreaterThan(38));
    }

    @Test
    void gemmIsAProductAndASum() throws Exception {
        assertThat(graphOf(int4(gemm())).getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMulNBits", "Add");
        assertThat(graphOf(int4(gemm(real("beta", 0)))).getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("W_int4", "W_scales", "W_zero_points");
        GraphProto scaled = graphOf(int4(gemm(real("beta", 0.5f), real("alpha", 2), integer("transB", 1))));
        assertThat(scaled.getNode(1).getInputList()).containsExactly("y_product", "C_times_beta");
        assertThat(scaled.getInitializer(0).getDimsList()).containsExactly(16L, 1L, 16L);
        Quantized transposed = int4(gemm(integer("transA", 1)));
        assertThat(transposed.report().skipped().getFirst().reason()).contains("transA");
    }

    private static GraphProto.Builder lookup(long... dims) {
        return graph(node("Gather", List.of("T", "ids"), List.of("y")))
                .addInput(value("ids", TensorProto.DataType.INT64_VALUE, 3))
                .addOutput(floats("y", 3, dims[dims.length - 1]))
                .addInitializer(weights("T", dims));
    }

    @Test
    void tablesAreStoredInBlocksWhereAnOperatorReadsThem() throws Exception {
        Quantized quantized = int4(lookup(50, 40), "embeddings", "true");
        NodeProto lookup = graphOf(quantized).getNode(0);
        assertThat(lookup.getOpType()).isEqualTo("GatherBlockQuantized");
        assertThat(lookup.getInputList()).containsExactly("T_int4", "ids", "T_scales", "T_zero_points");
        assertThat(graphOf(quantized).getInitializerList())
                .extracting(tensor -> tensor.getName() + tensor.getDimsList())
                .containsExactly("T_int4[50, 40]", "T_scales[50, 2]", "T_zero_points[50, 2]");
        assertThat(quantized.model().proto().getIrVersion()).isEqualTo(10);
        assertThat(quantized.report().bytesByType()).isEqualTo(Map.of("uint4", 50 * 20L + 50, "float32", 50 * 2 * 4L));

        Quantized eight = Quantizer.quantize(model(lookup(50, 40)), scheme("int8-weight-only"));
        assertThat(graphOf(eight).getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Gather", "DequantizeLinear");
        assertThat(Attributes.integer(graphOf(eight).getNode(1), "axis", 7)).isEqualTo(-1);

        assertThat(reason(int4(lookup(50, 40)))).contains("embeddings is off");
        assertThat(reason(int4(lookup(50, 40), "embeddings", "true", "form", "portable")))
                .contains("form nbits");
        assertThat(reason(int4(lookup(50), "embeddings", "true"))).contains("1 dimensions");
        GraphProto.Builder last = lookup(50, 40);
        last.getNodeBuilder(0).addAttribute(integer("axis", -1));
        assertThat(reason(int4(last, "embeddings", "true"))).contains("along the axis that shares scales");
    }

    private static String reason(Quantized quantized) {
        assertThat(quantized.report().quantized()).isZero();
        assertThat(quantized.report().skipped()).hasSize(1);
        return quantized.report().skipped().getFirst().reason();
    }

    @Test
    void bodiesAreRewrittenAndOuterWeightsStayOutside() throws Exception {
        GraphProto result = graphOf(int4(Graphs.branches(true)));
        assertThat(result.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("flag", "W_int4", "W_scales", "W_zero_points");
        GraphProto no = result.getNode(0).getAttribute(1).getG();
        assertThat(no.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMulNBits", "Relu", "MatMulNBits");
        assertThat(no.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("V_int4", "V_scales", "V_zero_points");
    }

    @Test
    void portableWeightsLieBesideTheirReaders() throws Exception {
        Quantized quantized = int4(Graphs.branches(true), "form", "portable");
        GraphProto main = graphOf(quantized);
        assertThat(main.getInitializerList()).extracting(TensorProto::getName).containsExactly("flag");
        for (int branch = 0; branch < 2; branch++) {
            GraphProto body = main.getNode(0).getAttribute(branch).getG();
            assertThat(body.getInitializerList())
                    .extracting(TensorProto::getName)
                    .contains(body.getNode(0).getInput(0));
        }
        assertThat(quantized.report().notes()).last().asString().contains("each body that reads them", ": W.");
    }

    @Test
    void everythingLeftAloneHasAReason() throws Exception {
        float[] bad = new float[16];
        bad[3] = Float.NaN;
        TensorProto doubles = Tensors.ofRaw("D", ElementType.FLOAT64, new byte[128], 4, 4);
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("excluded")),
                        node("MatMul", List.of("x", "x"), List.of("activations")),
                        node("MatMul", List.of("W", "x"), List.of("first")),
                        node("MatMul", List.of("x", "N"), List.of("nan")),
                        node("MatMul", List.of("x", "B"), List.of("batch")),
                        node("MatMul", List.of("x", "F"), List.of("input")),
                        node("MatMul", List.of("d", "D"), List.of("doubles")),
                        node("DequantizeLinear", List.of("Q", "s"), List.of("dequantized")),
                        node("MatMul", List.of("x", "dequantized"), List.of("done")),
                        node("MatMulInteger", List.of("Q", "Q"), List.of("integer")),
                        node("Conv", List.of("image", "K"), List.of("convolution")))
                .addInput(floats("x", 4, 4))
                .addInput(floats("F", 4, 4))
                .addInput(floats("image", 1, 1, 4, 4))
                .addInput(value("d", ElementType.FLOAT64.number(), 4, 4))
                .addOutput(floats("excluded", 4, 4))
                .addInitializer(weights("W", 4, 4))
                .addInitializer(Tensors.ofFloats("N", bad, 4, 4))
                .addInitializer(weights("B", 2, 4, 4))
                .addInitializer(weights("F", 4, 4))
                .addInitializer(doubles)
                .addInitializer(Tensors.ofRaw("Q", ElementType.INT8, new byte[16], 4, 4))
                .addInitializer(Tensors.ofFloats("s", new float[] {1}))
                .addInitializer(weights("K", 1, 1, 3, 3));
        OnnxModel model = model(graph);
        Quantized none = Quantizer.quantize(model, scheme("int4-weight-only", "exclude", "matmul_excluded"));
        assertThat(none.model()).isSameAs(model);
        assertThat(none.report().notes()).singleElement().asString().contains("nothing to quantize");
        Map<String, String> reasons = new TreeMap<>();
        for (Skipped skipped : none.report().skipped()) {
            reasons.put(skipped.node(), skipped.reason());
        }
        assertThat(reasons.get("matmul_excluded")).contains("option exclude");
        assertThat(reasons.get("matmul_activations")).contains("both factors");
        assertThat(reasons.get("matmul_first")).contains("first factor");
        assertThat(reasons.get("matmul_nan")).contains("NaN or infinity");
        assertThat(reasons.get("matmul_batch")).contains("3 dimensions");
        assertThat(reasons.get("matmul_input")).contains("caller may replace");
        assertThat(reasons.get("matmul_doubles")).contains("float64");
        assertThat(reasons.get("matmul_done")).contains("already quantized");
        assertThat(reasons.get("matmulinteger_integer")).contains("already quantized");
        assertThat(reasons.get("conv_convolution")).contains("only MatMul, Gemm and tables");
    }

    @Test
    void aQuantizedModelIsLeftAsItIs() throws Exception {
        OnnxModel once = int4(twoLayers()).model();
        Quantized twice = Quantizer.quantize(once, scheme("int4-weight-only"));
        assertThat(twice.model()).isSameAs(once);
        assertThat(twice.report().skipped())
                .hasSize(3)
                .allSatisfy(skipped -> assertThat(skipped.reason()).contains("already quantized"));
    }

    @Test
    void zerosAndShortMatricesAreNoTrouble() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "Z"), List.of("a")),
                        node("MatMul", List.of("a", "W"), List.of("y")))
                .addInput(floats("x", 4, 3))
                .addOutput(floats("y", 4, 5))
                .addInitializer(Tensors.ofFloats("Z", new float[9], 3, 3))
                .addInitializer(weights("W", 3, 5));
        Quantized quantized = int4(graph);
        assertThat(quantized.report().layers()).extracting(Layer::weights).containsExactly(9L, 15L);
        assertThat(quantized.report().layers().getFirst().sqnrDb()).isNull();
        assertThat(quantized.report().layers().getFirst().cosine()).isEqualTo(1);
        assertThat(graphOf(quantized).getInitializer(0).getDimsList()).containsExactly(3L, 1L, 16L);
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        assertThat(int4(twoLayers()).model().sha256())
                .isEqualTo(int4(twoLayers()).model().sha256());
    }

    @Test
    void gptqAsksForEachInputOnceAndFallsBackWhereItSeesNothing() throws Exception {
        Scheme gptq = scheme("int4-weight-only", "rounding", "gptq");
        assertThatThrownBy(() -> Quantizer.quantize(model(twoLayers()), gptq))
                .isInstanceOf(UnquantizableModel.class)
                .hasMessageContaining("typical inputs");
        RecordedActivations activations = new RecordedActivations(Map.of("x", 32, "r", 48, "v", 32), 40);
        Quantized quantized = Quantizer.quantize(model(twoLayers()), gptq, activations);
        assertThat(activations.asked()).containsExactly("x", "r");
        assertThat(quantized.report().quantized()).isEqualTo(3);
        assertThat(quantized.report().notes()).singleElement().asString().contains("3 matrices", "40 rows");

        Quantized bodies = Quantizer.quantize(model(Graphs.branches(true)), gptq, activations);
        assertThat(bodies.report().quantized()).isEqualTo(3);
        assertThat(bodies.report().notes())
                .singleElement()
                .asString()
                .contains("could not be observed", "matmul_e, matmul_t");

        Quantized broken = Quantizer.quantize(
                model(twoLayers()), gptq, new RecordedActivations(Map.of("x", 32, "r", 48), Float.NaN));
        assertThat(broken.report().notes()).singleElement().asString().contains("fed NaN or infinity", "matmul_b");
    }
}
