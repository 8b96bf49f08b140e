package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares with the model that the reference quantizer made of the same weights. */
class MiniLmGoldenTest {
    private static OnnxModel source;
    private static Quantized ours;
    private static OnnxModel oracle;

    @BeforeAll
    static void quantize() throws Exception {
        source = MiniLm.fp32();
        ours = Quantizer.quantize(source, new Scheme.Int8Dynamic(true, true, true, 0, List.of()));
        oracle = MiniLm.oracle();
    }

    @Test
    void everyWeightScaleAndZeroPointIsThatOfTheReferenceQuantizer() {
        List<NodeProto> expected = products(oracle);
        List<NodeProto> actual = products(ours.model());
        assertThat(actual).hasSize(36);
        assertThat(expected).hasSize(36);
        Map<String, TensorProto> expectedTensors = initializers(oracle);
        Map<String, TensorProto> actualTensors = initializers(ours.model());
        long weights = 0;
        for (int i = 0; i < actual.size(); i++) {
            TensorProto values = actualTensors.get(actual.get(i).getInput(1));
            TensorProto expectedValues = expectedTensors.get(expected.get(i).getInput(1));
            assertThat(values.getDimsList()).as("shape of product %d", i).isEqualTo(expectedValues.getDimsList());
            assertThat(values.getRawData()).as("weights of product %d", i).isEqualTo(expectedValues.getRawData());
            weights += values.getRawData().size();
            assertSameNumbers(
                    actualTensors.get(actual.get(i).getInput(3)),
                    expectedTensors.get(expected.get(i).getInput(3)));
            assertSameNumbers(
                    actualTensors.get(weightScale(ours.model(), actual.get(i), actualTensors)),
                    expectedTensors.get(weightScale(oracle, expected.get(i), expectedTensors)));
        }
        assertThat(weights).isEqualTo(10_616_832);
    }

    private static void assertSameNumbers(TensorProto actual, TensorProto expected) {
        assertThat(actual.getDataType()).isEqualTo(expected.getDataType());
        assertThat(actual.getDimsList()).isEqualTo(expected.getDimsList());
        if (expected.getFloatDataCount() > 0) {
            float[] values = new float[expected.getFloatDataCount()];
            Tensors.floats(actual).get(values);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isEqualTo(expected.getFloatData(i));
            }
        } else if (expected.getInt32DataCount() > 0) {
            assertThat(Tensors.longs(actual)).isEqualTo(Tensors.longs(expected));
        } else {
            assertThat(actual.getRawData()).isEqualTo(expected.getRawData());
        }
    }

    private static List<NodeProto> products(OnnxModel model) {
        return model.proto().getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("MatMulInteger"))
                .toList();
    }

    private static Map<String, TensorProto> initializers(OnnxModel model) {
        return model.proto().getGraph().getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, Function.identity()));
    }

    /** The constant factor of the product of scales that meets the converted result of a node. */
    private static String weightScale(OnnxModel model, NodeProto product, Map<String, TensorProto> initializers) {
        GraphProto graph = model.proto().getGraph();
        NodeProto cast = reader(graph, product.getOutput(0), "Cast");
        NodeProto scaled = reader(graph, cast.getOutput(0), "Mul");
        String scales = scaled.getInput(0).equals(cast.getOutput(0)) ? scaled.getInput(1) : scaled.getInput(0);
        NodeProto factors = graph.getNodeList().stream()
                .filter(node -> node.getOutputList().contains(scales))
                .findFirst()
                .orElseThrow();
        return factors.getInputList().stream()
                .filter(initializers::containsKey)
                .findFirst()
                .orElseThrow();
    }

    private static NodeProto reader(GraphProto graph, String value, String op) {
        return graph.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals(op) && node.getInputList().contains(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void productsOfTwoActivationsStayInFloat() {
        assertThat(ours.report().skipped()).hasSize(12).allSatisfy(skipped -> {
            assertThat(skipped.op()).isEqualTo("MatMul");
            assertThat(skipped.reason()).contains("both factors are activations");
        });
        assertThat(ours.report().layers()).hasSize(39);
        assertThat(ours.report().quantized()).isEqualTo(39);
    }

    @Test
    void activationsAreQuantizedOnceAndTablesAreStoredInEightBits() {
        Map<String, Long> ops = ours.model().proto().getGraph().getNodeList().stream()
                .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
        assertThat(ops)
                .containsEntry("DynamicQuantizeLinear", 24L)
                .containsEntry("DequantizeLinear", 3L)
                .containsEntry("MatMul", 12L);
        assertThat(ours.model().sizeBytes()).isLessThan(23_200_000);
    }

    @Test
    void theSameSchemeGivesTheSameBytes() throws Exception {
        Quantized again = Quantizer.quantize(MiniLm.fp32(), new Scheme.Int8Dynamic(true, true, true, 0, List.of()));
        assertThat(again.model().sha256()).isEqualTo(ours.model().sha256());
        // Fixed here so that another machine, JDK or library that changed a byte would be noticed.
        assertThat(ours.model().sha256()).isEqualTo("4e710336454a293bccb41953468ad82231b7a9c9cb8ea600e09009c238416666");
    }
}
