package dev.assay.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.outline.GraphOutline;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import dev.assay.worker.TestModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphAuditTest {
    @Test
    void countsKernelsAndWhatIsLeftOver() {
        GraphOutline graph = GraphOutline.of(TestModels.model(TestModels.graph()
                .addNode(TestModels.node("QuantizeLinear", "a", "x"))
                .addNode(TestModels.node("MatMul", "b", "a"))
                .addNode(TestModels.node("DynamicQuantizeMatMul", "c", "b").toBuilder()
                        .setDomain("com.microsoft")
                        .build())
                .addNode(TestModels.node("QLinearAdd", "d", "c").toBuilder()
                        .setDomain("com.microsoft")
                        .build())
                .addNode(TestModels.node("Cast", "e", "d"))));
        OptimizedGraph audit = GraphAudit.of(graph);
        assertThat(audit.ops())
                .isEqualTo(Map.of(
                        "QuantizeLinear",
                        1,
                        "MatMul",
                        1,
                        "com.microsoft.DynamicQuantizeMatMul",
                        1,
                        "com.microsoft.QLinearAdd",
                        1,
                        "Cast",
                        1));
        assertThat(audit.fused())
                .isEqualTo(Map.of("com.microsoft.DynamicQuantizeMatMul", 1, "com.microsoft.QLinearAdd", 1));
        assertThat(audit.leftOver()).isEqualTo(Map.of("QuantizeLinear", 1, "Cast", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "MatMul, 0, float, float, fp32",
        "com.microsoft.DynamicQuantizeMatMul, 0, float, float, int8",
        "com.microsoft.MatMulNBits, 4, float, float, int4",
        "QuantizeLinear, 0, float, uint8, int8",
        "DequantizeLinear, 0, uint8, float, fp32",
        "Cast, 0, float, float16, fp16",
        "Shape, 0, float, int64, int64",
        "com.microsoft.GatherBlockQuantized, 0, uint4, float, int4",
        "SequenceAt, 0, float, sequence, sequence",
    })
    void thePrecisionIsThatOfTheArithmetic(String op, int bits, String input, String output, String precision) {
        assertThat(Precision.of(op, bits, List.of(input), List.of(output))).isEqualTo(precision);
    }
}
