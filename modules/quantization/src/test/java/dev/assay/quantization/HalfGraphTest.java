package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
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

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HalfGraphTest {
    private static final int HALF = ElementType.FLOAT16.number();
    private static final int FLOAT = ElementType.FLOAT32.number();

    private static Quantized half(GraphProto.Builder graph, boolean keepIo, String exclude) throws Exception {
        return Quantizer.quantize(
                model(graph),
                Scheme.parse("fp16", Map.of("form", "graph", "keepIo", Boolean.toString(keepIo), "exclude", exclude)));
    }

    private static GraphProto graphOf(Quantized quantized) {
        return quantized.model().proto().getGraph();
    }

    private static int type(ValueInfoProto value) {
        return value.getType().getTensorType().getElemType();
    }

    @Test
    void valuesKeepTheirNamesAndCastsStandAtTheEdges() throws Exception {
        Quantized quantized = half(twoLayers(), true, "");
        GraphProto graph = graphOf(quantized);
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Cast", "MatMul", "Relu", "MatMul", "MatMul", "Add", "Cast");
        assertThat(graph.getNode(1).getInputList()).containsExactly("x_float16", "W1");
        assertThat(graph.getNode(4).getInputList()).containsExactly("x_float16", "W3");
        assertThat(graph.getNode(6).getInput(0)).isEqualTo("y_float16");
        assertThat(graph.getNode(6).getOutput(0)).isEqualTo("y");
        assertThat(type(graph.getInput(0))).isEqualTo(FLOAT);
        assertThat(type(graph.getOutput(0))).isEqualTo(FLOAT);
        assertThat(graph.getInitializerList())
                .allSatisfy(tensor -> assertThat(tensor.getDataType()).isEqualTo(HALF));
        assertThat(quantized.report().quantized()).isEqualTo(5);
        assertThat(quantized.report().layers()).hasSize(3);
    }

    @Test
    void withoutKeptEdgesInputsAndOutputsAreHalves() throws Exception {
        GraphProto graph = graphOf(half(twoLayers(), false, ""));
        assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).doesNotContain("Cast");
        assertThat(type(graph.getInput(0))).isEqualTo(HALF);
        assertThat(type(graph.getOutput(0))).isEqualTo(HALF);
    }

    @Test
    void anExcludedNodeComputesBetweenCastsWithItsOwnWeightsUntouched() throws Exception {
        Quantized quantized = half(twoLayers(), true, "matmul_b");
        GraphProto graph = graphOf(quantized);
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Cast", "MatMul", "Relu", "Cast", "MatMul", "Cast", "MatMul", "Add", "Cast");
        assertThat(graph.getNode(4).getInputList()).containsExactly("r_float32", "W2");
        assertThat(graph.getNode(4).getOutput(0)).isEqualTo("b_float32");
        assertThat(graph.getInitializer(1).getDataType()).isEqualTo(FLOAT);
        assertThat(quantized.report().skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("option exclude"));
    }

    /** Ranking, counting, shapes and constants of every kind, some of which only single precision reads. */
    static GraphProto.Builder mixed() {
        return graph(
                        node("Constant", List.of(), List.of("two")).addAttribute(real("value_float", 2)),
                        node("Mul", List.of("x", "two"), List.of("doubled")),
                        node("Shape", List.of("x"), List.of("shape")),
                        node("ConstantOfShape", List.of("shape"), List.of("zeros")),
                        node("Add", List.of("doubled", "zeros"), List.of("sum")),
                        node("CumSum", List.of("sum", "axis"), List.of("running")),
                        node("Max", List.of("running", "floor"), List.of("most")),
                        node("Cast", List.of("shape"), List.of("sizes")).addAttribute(integer("to", FLOAT)),
                        node("ReduceMax", List.of("sizes"), List.of("largest")).addAttribute(integer("keepdims", 0)),
                        node("Div", List.of("most", "largest"), List.of("scaled")),
                        node("TopK", List.of("scaled", "k"), List.of("y", "places")),
                        node("MatMul", List.of("y", "W"), List.of("z")))
                .addInput(floats("x", 4, 32))
                .addOutput(floats("z", 4, 48))
                .addOutput(floats("y", 4, 3))
                .addOutput(value("places", TensorProto.DataType.INT64_VALUE, 4, 3))
                .addInitializer(Tensors.ofLongs("axis", new long[] {1}))
                .addInitializer(Tensors.ofLongs("k", new long[] {3}, 1))
                .addInitializer(Tensors.ofFloats("floor", new float[] {0.125f}))
                .addInitializer(weights("W", 3, 48));
    }

    @Test
    void operatorsThatNeedSinglePrecisionKeepIt() throws Exception {
        Quantized quantized = half(mixed(), true, "");
        assertThat(quantized.report().skipped())
                .extracting(QuantizationReport.Skipped::op)
                .containsExactly("CumSum", "Max", "TopK");
        GraphProto graph = graphOf(quantized);
        // From one node in single precision to the next there is no detour.
        NodeProto max = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("Max"))
                .findFirst()
                .orElseThrow();
        assertThat(max.getInputList()).containsExactly("running", "floor");
        // The output y is made in single precision, and cast for the one that reads it in half.
        NodeProto top = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("TopK"))
                .findFirst()
                .orElseThrow();
        assertThat(top.getOutputList()).containsExactly("y", "places");
        NodeProto product = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("MatMul"))
                .findFirst()
                .orElseThrow();
        assertThat(product.getInput(0)).isEqualTo("y_float16");
        assertThat(graph.getInitializerList())
                .filteredOn(tensor -> tensor.getName().equals("floor"))
                .singleElement()
                .satisfies(tensor -> assertThat(tensor.getDataType()).isEqualTo(FLOAT));
    }

    @Test
    void castsToSinglePrecisionBecomeCastsToHalfUnlessOnlySinglePrecisionReadsThem() throws Exception {
        GraphProto graph = graphOf(half(mixed(), true, ""));
        assertThat(graph.getNodeList())
                .filteredOn(n -> n.getName().equals("cast_sizes"))
                .singleElement()
                .satisfies(n -> assertThat(Attributes.integer(n, "to", 0)).isEqualTo(HALF));
        GraphProto.Builder counting = graph(
                        node("Cast", List.of("n"), List.of("limit")).addAttribute(integer("to", FLOAT)),
                        node("Range", List.of("start", "limit", "step"), List.of("y")))
                .addInput(value("n", TensorProto.DataType.INT64_VALUE))
                .addOutput(floats("y", 5))
                .addInitializer(Tensors.ofFloats("start", new float[] {0}))
                .addInitializer(Tensors.ofFloats("step", new float[] {1}));
        counting.addNode(node("Neg", List.of("y"), List.of("negative"))).addOutput(floats("negative", 5));
        GraphProto counted = graphOf(half(counting, true, ""));
        assertThat(Attributes.integer(counted.getNode(0), "to", 0)).isEqualTo(FLOAT);
        assertThat(counted.getInitializerList())
                .allSatisfy(tensor -> assertThat(tensor.getDataType()).isEqualTo(FLOAT));
    }

    @Test
    void bodiesComputeInHalfToo() throws Exception {
        GraphProto loop = graphOf(half(Graphs.loop(), true, ""))
                .getNode(1)
                .getAttribute(0)
                .getG();
        assertThat(type(loop.getInput(2))).isEqualTo(HALF);
        assertThat(type(loop.getOutput(1))).isEqualTo(HALF);
        GraphProto branch = graphOf(half(Graphs.branches(true), true, ""))
                .getNode(1)
                .getAttribute(0)
                .getG();
        assertThat(branch.getNode(0).getInput(0)).isEqualTo("x_float16");
    }

    @Test
    void whatItCannotFollowIsRefused() {
        OnnxModel functions = OnnxModel.of(model(twoLayers()).proto().toBuilder()
                .addFunctions(FunctionProto.newBuilder().setName("f"))
                .build());
        assertThatThrownBy(() -> Quantizer.quantize(functions, Scheme.parse("fp16", Map.of("form", "graph"))))
                .isInstanceOf(UnquantizableModel.class)
                .hasMessageContaining("functions of its own");
        assertThatThrownBy(() ->
                        half(twoLayers().addNode(node("SequenceConstruct", List.of("y"), List.of("list"))), true, ""))
                .hasMessageContaining("SequenceConstruct");
        GraphProto.Builder foreign = twoLayers();
        foreign.addNode(node("NotKnown", List.of("y"), List.of("z")).setDomain("com.microsoft"));
        foreign.addNode(node("Relu", List.of("z"), List.of("w")));
        assertThatThrownBy(() -> half(foreign, true, ""))
                .hasMessageContaining("NotKnown")
                .hasMessageContaining("storage form");
    }
}
