package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.gemm;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.integer;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.real;
import static dev.assay.quantization.Graphs.tensor;
import static dev.assay.quantization.Graphs.twoLayers;
import static dev.assay.quantization.Graphs.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantizerTest {
    private static final Scheme.Int8Dynamic DEFAULT = Scheme.Int8Dynamic.DEFAULT;

    @Test
    void fp32ReturnsTheModelItself() throws Exception {
        OnnxModel model = model(twoLayers());
        Quantized same = Quantizer.quantize(model, new Scheme.Fp32());
        assertThat(same.model()).isSameAs(model);
        assertThat(same.report().quantized()).isZero();
        assertThat(same.report().bytesByType()).isEqualTo(Map.of("float32", 4L * (32 * 48 + 48 * 16 + 32 * 16)));
    }

    @Test
    void aNameThatTwoNodesShareIsRefusedForEveryScheme() {
        GraphProto.Builder graph = twoLayers();
        graph.getNodeBuilder(1).setName(graph.getNode(0).getName());
        OnnxModel model = model(graph);
        for (Scheme scheme : Scheme.all()) {
            if (!(scheme instanceof Scheme.Fp32) && !scheme.needsCalibration()) {
                assertThatThrownBy(() -> Quantizer.quantize(model, scheme))
                        .as(scheme.name())
                        .isInstanceOf(UnquantizableModel.class)
                        .hasMessageContaining(graph.getNode(0).getName())
                        .hasMessageContaining("nothing was changed");
            }
        }
    }

    @Test
    void anExclusionThatMeetsNoNodeIsSaid() throws Exception {
        Quantized quantized = Quantizer.quantize(
                model(twoLayers()), new Scheme.Int8Dynamic(true, false, true, 0, List.of("/nowhere")));
        assertThat(quantized.report().notes())
                .anySatisfy(note -> assertThat(note).contains("/nowhere"));
    }

    @Test
    void anActivationIsQuantizedOnceAndFloatWeightsAreGone() throws Exception {
        Quantized quantized = Quantizer.quantize(model(twoLayers()), DEFAULT);
        GraphProto graph = quantized.model().proto().getGraph();
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly(
                        "DynamicQuantizeLinear",
                        "MatMulInteger",
                        "Cast",
                        "Mul",
                        "Mul",
                        "Relu",
                        "DynamicQuantizeLinear",
                        "MatMulInteger",
                        "Cast",
                        "Mul",
                        "Mul",
                        "MatMulInteger",
                        "Cast",
                        "Mul",
                        "Mul",
                        "Add");
        assertThat(graph.getNode(0).getName()).isEqualTo("x_quantize");
        assertThat(graph.getNode(1).getName()).isEqualTo("matmul_a_int8");
        assertThat(graph.getNode(1).getInputList())
                .containsExactly("x_uint8", "W1_int8", "x_zero_point", "W1_zero_point");
        assertThat(graph.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly(
                        "W1_int8",
                        "W1_scale",
                        "W1_zero_point",
                        "W2_int8",
                        "W2_scale",
                        "W2_zero_point",
                        "W3_int8",
                        "W3_scale",
                        "W3_zero_point");
        assertThat(graph.getInitializer(1).getDimsList()).containsExactly(48L);
        assertThat(quantized.report().quantized()).isEqualTo(3);
        assertThat(quantized.report().skipped()).isEmpty();
        assertThat(quantized.report().layers()).allSatisfy(layer -> {
            assertThat(layer.sqnrDb()).isBetween(38.0, 48.0);
            assertThat(layer.cosine()).isGreaterThan(0.9999);
        });
        assertThat(quantized.model().proto().getMetadataPropsList())
                .extracting(StringStringEntryProto::getKey)
                .containsExactly("assay.scheme", "assay.source.sha256");
    }

    @Test
    void perTensorHasOneScale() throws Exception {
        Quantized quantized =
                Quantizer.quantize(model(twoLayers()), new Scheme.Int8Dynamic(false, false, true, 0, List.of()));
        assertThat(quantized.model().proto().getGraph().getInitializer(1).getDimsCount())
                .isZero();
        double perTensor = quantized.report().layers().getFirst().cosine();
        double perChannel = Quantizer.quantize(model(twoLayers()), DEFAULT)
                .report()
                .layers()
                .getFirst()
                .cosine();
        assertThat(perChannel).isGreaterThan(perTensor);
    }

    @Test
    void excludedNodesAndTwoActivationsAndConvolutionsStay() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("a")),
                        node("MatMul", List.of("a", "a"), List.of("b")),
                        node("Conv", List.of("image", "K"), List.of("c")))
                .addInput(floats("x", 4, 4))
                .addInput(floats("image", 1, 1, 4, 4))
                .addOutput(floats("b", 4, 4))
                .addOutput(floats("c", 1, 1, 2, 2))
                .addInitializer(weights("W", 4, 4))
                .addInitializer(weights("K", 1, 1, 3, 3));
        OnnxModel model = model(graph);
        Quantized none = Quantizer.quantize(model, new Scheme.Int8Dynamic(true, false, true, 0, List.of("matmul_a")));
        assertThat(none.model().sha256()).isEqualTo(model.sha256());
        assertThat(none.report().skipped())
                .extracting(QuantizationReport.Skipped::node)
                .containsExactly("matmul_a", "matmul_b", "conv_c");
        assertThat(none.report().skipped())
                .extracting(QuantizationReport.Skipped::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("excluded"),
                        reason -> assertThat(reason).contains("both factors are activations"),
                        reason -> assertThat(reason).contains("slower and less accurate"));
        assertThat(none.report().notes()).singleElement().asString().contains("nothing to quantize");
        assertThat(Quantizer.quantize(model, DEFAULT).report().quantized()).isEqualTo(1);
    }

    @Test
    void weightsThatAreZeroThroughoutAreNamed() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "Z"), List.of("h")),
                        node("MatMul", List.of("h", "W"), List.of("y")))
                .addInput(floats("x", 4, 4))
                .addOutput(floats("y", 4, 4))
                .addInitializer(Tensors.ofFloats("Z", new float[16], 4, 4))
                .addInitializer(weights("W", 4, 4));
        for (String scheme : List.of("int8-dynamic", "int8-weight-only", "int4-weight-only", "fp16")) {
            Quantized quantized = Quantizer.quantize(model(graph), Scheme.parse(scheme, Map.of()));
            assertThat(quantized.report().notes())
                    .filteredOn(note -> note.contains("zero throughout"))
                    .singleElement()
                    .asString()
                    .startsWith("The weights of matmul_h are zero throughout");
        }
        assertThat(Quantizer.quantize(model(gemm()), DEFAULT).report().notes()).isEmpty();
    }

    @Test
    void biasesThatAreNoNumbersAreNamed() throws Exception {
        GraphProto.Builder graph = graph(
                        node("Gemm", List.of("x", "W", "b"), List.of("h")),
                        node("Add", List.of("h", "c"), List.of("y")))
                .addInput(floats("x", 4, 4))
                .addOutput(floats("y", 4, 4))
                .addInitializer(weights("W", 4, 4))
                .addInitializer(Tensors.ofFloats("b", new float[] {0, Float.NaN, 0, 0}, 4))
                .addInitializer(Tensors.ofFloats("c", new float[] {Float.NEGATIVE_INFINITY, 0, 0, 0}, 4));
        for (String scheme : List.of("int8-dynamic", "int8-weight-only", "int4-weight-only")) {
            assertThat(Quantizer.quantize(model(graph), Scheme.parse(scheme, Map.of()))
                            .report()
                            .notes())
                    .anyMatch(note -> note.startsWith("NaN or infinity is added or multiplied by gemm_h;"));
        }
    }

    @Test
    void gemmIsAProductAndASum() throws Exception {
        GraphProto plain = rewritten(gemm());
        assertThat(plain.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul", "Add");
        assertThat(plain.getNode(5).getInputList()).containsExactly("y_product", "C");
        GraphProto noBias = rewritten(gemm(real("beta", 0)));
        assertThat(noBias.getNodeList()).extracting(NodeProto::getOpType).doesNotContain("Add");
        assertThat(noBias.getInitializerList()).extracting(TensorProto::getName).doesNotContain("C");
        GraphProto scaledBias = rewritten(gemm(real("beta", 0.5f), real("alpha", 2), integer("transB", 1)));
        assertThat(scaledBias.getNode(5).getInput(1)).isEqualTo("C_times_beta");
        Quantized transposed = Quantizer.quantize(model(gemm(integer("transA", 1))), DEFAULT);
        assertThat(transposed.report().quantized()).isZero();
        assertThat(transposed.report().skipped().getFirst().reason()).contains("transA");
    }

    @Test
    void tablesBecomeEightBitsUnlessTheOptionIsOff() throws Exception {
        GraphProto.Builder graph = graph(node("Gather", List.of("T", "ids"), List.of("y")))
                .addInput(Graphs.value("ids", TensorProto.DataType.INT64_VALUE, 3))
                .addOutput(floats("y", 3, 8))
                .addInitializer(weights("T", 50, 8));
        GraphProto small = rewritten(graph.clone());
        assertThat(small.getNodeList()).extracting(NodeProto::getOpType).containsExactly("Gather", "DequantizeLinear");
        assertThat(small.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("T_uint8", "T_scale", "T_zero_point");
        Quantized off = Quantizer.quantize(model(graph), new Scheme.Int8Dynamic(true, false, false, 0, List.of()));
        assertThat(off.report().skipped().getFirst().reason()).contains("embeddings is off");
    }

    @Test
    void weightsSharedByTwoNodesAreStoredOnce() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("a")),
                        node("MatMul", List.of("a", "W"), List.of("y")))
                .addInput(floats("x", 4, 8))
                .addOutput(floats("y", 4, 8))
                .addInitializer(weights("W", 8, 8));
        assertThat(rewritten(graph).getInitializerList()).hasSize(3);
    }

    @Test
    void weightsThatSomethingElseReadsStay() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("a")), node("Add", List.of("a", "W"), List.of("y")))
                .addInput(floats("x", 8, 8))
                .addOutput(floats("y", 8, 8))
                .addInitializer(weights("W", 8, 8));
        assertThat(rewritten(graph).getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("W", "W_int8", "W_scale", "W_zero_point");
    }

    @Test
    void weightsInAConstantNodeAreWeightsToo() throws Exception {
        GraphProto.Builder graph = graph(
                        node("Constant", List.of(), List.of("W")).addAttribute(tensor("value", weights("W", 8, 8))),
                        node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(floats("x", 8, 8))
                .addOutput(floats("y", 8, 8));
        assertThat(rewritten(graph).getNodeList())
                .extracting(NodeProto::getOpType)
                .doesNotContain("Constant");
    }

    @Test
    void newNamesCollideWithNone() throws Exception {
        GraphProto.Builder graph = graph(
                        node("Relu", List.of("x"), List.of("W_int8")),
                        node("MatMul", List.of("W_int8", "W"), List.of("x_uint8")),
                        node("MatMul", List.of("x_uint8", "W"), List.of("y")))
                .addInput(floats("x", 8, 8))
                .addOutput(floats("y", 8, 8))
                .addInitializer(weights("W", 8, 8));
        GraphProto result = rewritten(graph);
        List<String> defined = new ArrayList<>();
        result.getInitializerList().forEach(t -> defined.add(t.getName()));
        result.getNodeList().forEach(n -> defined.addAll(n.getOutputList()));
        assertThat(defined).doesNotHaveDuplicates();
        assertThat(result.getNodeList()).extracting(NodeProto::getName).doesNotHaveDuplicates();
    }

    @Test
    void bodiesAreRewrittenAndOuterWeightsStayOutside() throws Exception {
        GraphProto result = rewritten(Graphs.branches(true));
        assertThat(result.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("flag", "W_int8", "W_scale", "W_zero_point");
        GraphProto no = result.getNode(0).getAttribute(1).getG();
        assertThat(no.getNodeList())
                .extracting(NodeProto::getOpType)
                .filteredOn(op -> op.equals("MatMulInteger"))
                .hasSize(2);
        assertThat(no.getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("V_int8", "V_scale", "V_zero_point");
    }

    @Test
    void weightsThatTheCallerMayReplaceAreLeft() throws Exception {
        GraphProto.Builder graph = twoLayers().addInput(floats("W1", 32, 48));
        Quantized quantized = Quantizer.quantize(model(graph), DEFAULT);
        assertThat(quantized.report().skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("caller may replace"));
    }

    @Test
    void oldFilesAreRaisedWhereNothingChanges() throws Exception {
        GraphProto.Builder graph = twoLayers()
                .addInput(floats("W1", 32, 48))
                .addInput(floats("W2", 48, 16))
                .addInput(floats("W3", 32, 16));
        Quantized quantized = Quantizer.quantize(model(graph, 9, 3), DEFAULT);
        assertThat(quantized.model().opset()).isEqualTo(11);
        assertThat(quantized.model().proto().getIrVersion()).isEqualTo(6);
        assertThat(quantized.model().proto().getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("x");
        assertThat(quantized.report().quantized()).isEqualTo(3);
        assertThat(quantized.report().notes()).hasSize(2);
    }

    @Test
    void oldFilesWithOperatorsThatChangedAreRefused() {
        GraphProto.Builder graph = twoLayers().addNode(node("Scan", List.of("y"), List.of("z")));
        assertThatThrownBy(() -> Quantizer.quantize(model(graph, 8, 4), DEFAULT))
                .isInstanceOf(UnquantizableModel.class)
                .hasMessageContaining("Scan")
                .hasMessageContaining("operator set 8")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void weightsWithoutAScaleStayInFloat() throws Exception {
        float[] bad = new float[32 * 48];
        bad[7] = Float.NaN;
        GraphProto.Builder graph = twoLayers().setInitializer(0, Tensors.ofFloats("W1", bad, 32, 48));
        Quantized quantized = Quantizer.quantize(model(graph), DEFAULT);
        assertThat(quantized.report().quantized()).isEqualTo(2);
        assertThat(quantized.report().skipped().getFirst().reason()).contains("NaN");
    }

    @Test
    void weightsOfAFunctionStayInItsBody() throws Exception {
        Quantized quantized = Quantizer.quantize(Graphs.withFunction(), DEFAULT);
        assertThat(quantized.report().quantized()).isEqualTo(1);
        assertThat(quantized.model().proto().getFunctions(0).getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly(
                        "Constant",
                        "Constant",
                        "Constant",
                        "DynamicQuantizeLinear",
                        "MatMulInteger",
                        "Cast",
                        "Mul",
                        "Mul");
    }

    @Test
    void anAllZeroColumnKeepsItsZeros() throws Exception {
        float[] weights = new float[32 * 48];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 48 == 5 ? 0 : i % 13 - 6;
        }
        GraphProto.Builder graph = twoLayers().setInitializer(0, Tensors.ofFloats("W1", weights, 32, 48));
        GraphProto rewritten = rewritten(graph);
        TensorProto values = rewritten.getInitializer(0);
        for (int row = 0; row < 32; row++) {
            assertThat(values.getRawData().byteAt(row * 48 + 5)).isZero();
        }
        assertThat(Tensors.floats(rewritten.getInitializer(1)).get(5)).isEqualTo(1f);
    }

    @Test
    void aQuantizedModelIsSaidToBeOne() throws Exception {
        OnnxModel once = Quantizer.quantize(model(twoLayers()), DEFAULT).model();
        Quantized twice = Quantizer.quantize(once, DEFAULT);
        assertThat(twice.model()).isSameAs(once);
        assertThat(twice.report().notes())
                .singleElement()
                .asString()
                .contains("3 MatMulInteger")
                .doesNotContain("null");
    }

    @Test
    void versionSevenIsRaised() throws Exception {
        Quantized quantized = Quantizer.quantize(model(twoLayers(), 7, 3), DEFAULT);
        assertThat(quantized.model().opset()).isEqualTo(11);
        assertThat(quantized.report().notes().getFirst()).startsWith("The operator set was raised from 7 to 11");
    }

    private static GraphProto rewritten(GraphProto.Builder graph) throws UnquantizableModel {
        return Quantizer.quantize(model(graph), DEFAULT).model().proto().getGraph();
    }
}
