package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerTableTest {
    @Test
    void theFirstBadLayerIsTheFirstInTheGraphNotTheWorst() {
        LayerTable table = LayerTable.of(
                List.of(
                        new Layer("a", "MatMul", 40.0, 0.9999, 30.0, 0.9995),
                        new Layer("b", "MatMul", 38.0, 0.9999, 9.5, 0.9444),
                        new Layer("c", "Gemm", 39.0, 0.9999, 5.0, 0.87)),
                null);
        assertThat(table.firstBad()).isNotNull();
        assertThat(table.firstBad().node()).isEqualTo("b");
        assertThat(table.rows()).extracting(LayerTable.Row::bad).containsExactly(false, true, true);
        assertThat(table.getSentence()).contains("b (MatMul, 9.5 dB)");
    }

    @Test
    void outputsThatDoNotDifferAreGood() {
        LayerTable table = LayerTable.of(List.of(new Layer("a", "MatMul", null, 1, null, 1.0)), null);
        assertThat(table.firstBad()).isNull();
        assertThat(table.getSentence()).isEqualTo("No output differs from fp32.");
    }

    @Test
    void outputsThatWereNotComparedAreNotCalledGood() {
        LayerTable table = LayerTable.of(List.of(new Layer("a", "MatMul", 40.0, 0.9999, null, null)), null);
        assertThat(table.isCompared()).isFalse();
        assertThat(table.getSentence()).isEqualTo("1 node rewritten; their outputs were not compared.");
    }

    @Test
    void timesAreSharedByOperatorAndPrecision() {
        NodeTable nodes = NodeTable.of(new Profile(
                5,
                List.of(
                        new NodeTime("m1", "MatMul", "CPU", 60, List.of("m1"), "int8"),
                        new NodeTime("a1", "Add", "CPU", 10, List.of(), "fp32"),
                        new NodeTime("m2", "MatMul", "CPU", 30, List.of("m2"), "fp32"))));
        assertThat(nodes.byOp()).extracting(NodeTable.Share::name).containsExactly("MatMul", "Add");
        assertThat(nodes.byOp().get(0).share()).isEqualTo(0.9);
        assertThat(nodes.byPrecision().get(0).micros()).isEqualTo(60);
        assertThat(nodes.rows().get(2).bar()).isEqualTo(50);
        assertThat(nodes.getSentence())
                .isEqualTo("90 % of the time of the nodes goes into 2 MatMul nodes, out of 3 nodes that take 0.100 ms"
                        + " together.");
    }
}
