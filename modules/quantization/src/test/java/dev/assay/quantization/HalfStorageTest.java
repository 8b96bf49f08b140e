package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.tensor;
import static dev.assay.quantization.Graphs.twoLayers;
import static dev.assay.quantization.Graphs.weights;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HalfStorageTest {
    private static Scheme fp16(String exclude) throws UnknownScheme {
        return Scheme.parse("fp16", Map.of("exclude", exclude));
    }

    @Test
    void eachWeightTensorIsHalvedAndCastOnceUnderItsOldName() throws Exception {
        Quantized quantized = Quantizer.quantize(model(twoLayers()), Scheme.Fp16.DEFAULT);
        GraphProto graph = quantized.model().proto().getGraph();
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Cast", "Cast", "Cast", "MatMul", "Relu", "MatMul", "MatMul", "Add");
        assertThat(graph.getNode(0).getInput(0)).isEqualTo("W1_float16");
        assertThat(graph.getNode(0).getOutput(0)).isEqualTo("W1");
        assertThat(Attributes.integer(graph.getNode(0), "to", 0)).isEqualTo(1);
        assertThat(quantized.report().bytesByType()).isEqualTo(Map.of("float16", 2L * (32 * 48 + 48 * 16 + 32 * 16)));
        assertThat(quantized.report().layers())
                .hasSize(3)
                .allSatisfy(layer -> assertThat(layer.sqnrDb()).isBetween(70.0, 80.0));
    }

    @Test
    void brainFloatsNeedACastThatKnowsThem() throws Exception {
        Quantized quantized = Quantizer.quantize(model(twoLayers(), 11, 6), Scheme.Bf16.DEFAULT);
        assertThat(quantized.model().opset()).isEqualTo(13);
        assertThat(quantized.model().proto().getGraph().getInitializer(0).getDataType())
                .isEqualTo(ElementType.BFLOAT16.number());
        assertThat(quantized.report().layers())
                .allSatisfy(layer -> assertThat(layer.sqnrDb()).isBetween(50.0, 60.0));
    }

    @Test
    void whatExcludedNodesReadAndWhatIsSmallStays() throws Exception {
        GraphProto.Builder graph = twoLayers().addInitializer(Tensors.ofFloats("epsilon", new float[] {1e-12f}));
        graph.addNode(node("Add", List.of("y", "epsilon"), List.of("z")));
        Quantized quantized = Quantizer.quantize(model(graph), fp16("matmul_b"));
        assertThat(quantized.model().proto().getGraph().getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactly("W1_float16", "W2", "W3_float16", "epsilon");
        assertThat(quantized.report().skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.node()).isEqualTo("matmul_b"));
        assertThat(quantized.report().notes()).singleElement().asString().contains("1 constants of fewer than 128");
    }

    @Test
    void constantsAndBodiesAreStoredToo() throws Exception {
        GraphProto.Builder graph = graph(
                        node("Constant", List.of(), List.of("W")).addAttribute(tensor("value", weights("W", 16, 16))),
                        node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(floats("x", 16, 16))
                .addOutput(floats("y", 16, 16));
        GraphProto constants = Quantizer.quantize(model(graph), Scheme.Fp16.DEFAULT)
                .model()
                .proto()
                .getGraph();
        assertThat(constants.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Constant", "Cast", "MatMul");
        GraphProto branches = Quantizer.quantize(model(Graphs.branches(true)), Scheme.Fp16.DEFAULT)
                .model()
                .proto()
                .getGraph();
        assertThat(branches.getNode(0).getOpType()).isEqualTo("Cast");
        GraphProto no = branches.getNode(1).getAttribute(1).getG();
        assertThat(no.getInitializer(0).getName()).isEqualTo("V_float16");
        assertThat(no.getNode(0).getOutput(0)).isEqualTo("V");
    }

    @Test
    void clampedWeightsAreCounted() throws Exception {
        Quantized quantized = Quantizer.quantize(model(product(1e9f, 1e-20f, 1)), Scheme.Fp16.DEFAULT);
        assertThat(quantized.report().notes()).singleElement().asString().contains("2 weights were outside");
        assertThat(quantized.report().layers().getFirst().cosine()).isFinite();
    }

    @Test
    void weightsThatAreNoNumbersStayAndAreNamed() throws Exception {
        for (Scheme scheme : List.of(Scheme.Fp16.DEFAULT, Scheme.Bf16.DEFAULT)) {
            OnnxModel model = model(product(Float.NaN, Float.NEGATIVE_INFINITY, 1));
            Quantized quantized = Quantizer.quantize(model, scheme);
            assertThat(quantized.report().quantized()).isZero();
            assertThat(quantized.report().skipped().getFirst().reason())
                    .isEqualTo("its weights W contain 1 NaN and 1 infinite values of 256, so they stay in float32");
        }
        Quantized graph = Quantizer.quantize(
                model(product(Float.NaN, Float.NEGATIVE_INFINITY, 1)), Scheme.parse("fp16", Map.of("form", "graph")));
        assertThat(graph.report().notes())
                .anyMatch(note -> note.startsWith("NaN or infinite values in W were kept as they are in float16;"));
    }

    private static GraphProto.Builder product(float first, float second, float third) {
        float[] values = new float[16 * 16];
        java.util.Arrays.fill(values, 0.5f);
        values[0] = first;
        values[1] = second;
        values[2] = third;
        return graph(node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(floats("x", 16, 16))
                .addOutput(floats("y", 16, 16))
                .addInitializer(Tensors.ofFloats("W", values, 16, 16));
    }

    @Test
    void aModelInHalfPrecisionIsLeftAsItIs() throws Exception {
        OnnxModel once =
                Quantizer.quantize(model(twoLayers()), Scheme.Fp16.DEFAULT).model();
        Quantized twice = Quantizer.quantize(once, Scheme.Fp16.DEFAULT);
        assertThat(twice.model()).isSameAs(once);
        assertThat(twice.report().notes()).singleElement().asString().contains("nothing to quantize");
    }
}
