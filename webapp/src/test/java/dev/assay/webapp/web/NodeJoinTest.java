package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeJoinTest {
    private static NodeTime kernel(String op, double micros, String precision, String... sources) {
        return new NodeTime(op + "_1", op, "CPU", micros, List.of(sources), precision);
    }

    @Test
    void aFusedKernelIsHeldAgainstAllKernelsOfTheNodesItSwallowed() {
        NodeJoin join = NodeJoin.of(
                new Profile(
                        3,
                        List.of(
                                kernel("MatMul", 50, "fp32", "/a/mm"),
                                kernel("Add", 5, "fp32", "/a/add"),
                                kernel("Softmax", 7, "fp32", "/b/sm"))),
                new Profile(
                        3,
                        List.of(
                                kernel("com.microsoft.MatMulNBits", 20, "int8", "/a/mm", "/a/add"),
                                kernel("Softmax", 8, "fp32", "/b/sm"))));
        assertThat(join.rows()).hasSize(2);
        NodeJoin.Row first = join.rows().getFirst();
        assertThat(first.name()).isEqualTo("/a");
        assertThat(first.nodes()).containsExactly("/a/add", "/a/mm");
        assertThat(first.kernelsA()).isEqualTo("MatMul fp32, Add fp32");
        assertThat(first.kernelsB()).isEqualTo("MatMulNBits int8");
        assertThat(first.microsA()).isEqualTo(55);
        assertThat(first.difference()).isEqualTo(-35);
        assertThat(join.totalB()).isEqualTo(28);
    }

    @Test
    void noTimeIsLostOrCountedTwice() {
        Profile a = new Profile(1, List.of(kernel("X", 1, "fp32", "p", "q"), kernel("Y", 2, "fp32", "q", "r")));
        Profile b = new Profile(1, List.of(kernel("Z", 4, "int8", "r"), kernel("Cast", 8, "fp32")));
        NodeJoin join = NodeJoin.of(a, b);
        assertThat(join.rows().stream().mapToDouble(NodeJoin.Row::microsA).sum())
                .isEqualTo(3);
        assertThat(join.rows().stream().mapToDouble(NodeJoin.Row::microsB).sum())
                .isEqualTo(12);
        assertThat(join.rows()).extracting(NodeJoin.Row::name).containsExactly("no known node", "p and others");
    }

    @Test
    void theRatioIsSaidInWordsAndAnIntervalAroundOneIsNoDifference() {
        assertThat(Ratios.sentence("B", "A", 0.5, 0.48, 0.52))
                .isEqualTo(
                        "B is 2.00 times faster than A: the ratio of their latencies is 0.500, 95 % interval 0.480 to"
                                + " 0.520.");
        assertThat(Ratios.sentence("B", "A", 1.03, 1.01, 1.05)).startsWith("B is 1.030 times slower than A");
        assertThat(Ratios.sentence("B", "A", 1.01, 0.99, 1.03)).startsWith("No difference shown between B and A");
        assertThat(Indices.words(List.of(3, 0, 1, 2, 7, 12, 13))).isEqualTo("0\u20133, 7, 12\u201313");
    }
}
