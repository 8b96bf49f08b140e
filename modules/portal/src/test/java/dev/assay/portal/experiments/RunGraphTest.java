package dev.assay.portal.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.onnx.outline.GraphOutline;
import dev.assay.onnx.outline.ModelWork;
import dev.assay.portal.Samples;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunGraphTest {
    private static GraphOutline.Node node(int id, String name, String op, Integer... after) {
        return new GraphOutline.Node(id, name, true, op, "", List.of(), List.of("v" + id), List.of(after), 100L * id);
    }

    /** A product with its bias, a second product beside it, and their sum. */
    private static final ModelSketch SKETCH = new ModelSketch(
            new GraphOutline(
                    List.of(
                            node(0, "/a/MatMul", "MatMul"),
                            node(1, "/a/Add", "Add", 0),
                            node(2, "/b/MatMul", "MatMul"),
                            node(3, "/Sum", "Add", 1, 2)),
                    Map.of()),
            new ModelWork(0, 0, 0, null),
            Map.of("/a/MatMul", 990L, "/a/Add", 10L, "/b/MatMul", 500L));

    private static Measurement measurement() {
        Measurement plain = Samples.measurement("ab".repeat(32), 1_000, 1_000_000, 64, 1);
        MeasurementDetails details = MeasurementDetails.NONE.withInsight(
                new OptimizedGraph(Map.of(), Map.of(), Map.of()),
                new Profile(
                        5,
                        List.of(
                                new NodeTime("fused", "Dense", "CPU", 100, List.of("/a/MatMul", "/a/Add"), "int8"),
                                new NodeTime("/b/MatMul", "MatMul", "CPU", 60, List.of("/b/MatMul"), "fp32"),
                                new NodeTime("stranger", "Cast", "CPU", 40, List.of(), "fp16"))));
        return Samples.with(
                plain,
                new Measurement.QuantizationSummary(
                        1, 1, 1, List.of(new Measurement.SkippedNode("/b/MatMul", "MatMul", "it was excluded"))),
                details);
    }

    @Test
    void dividesTheTimeOfAFusedKernelByOperations() {
        GraphView view = RunGraph.of(SKETCH, RunGraph.Findings.of(measurement()), 3_000);
        assertThat(view.whole()).isTrue();
        assertThat(view.totalMicros()).isEqualTo(200);
        assertThat(view.joinedShare()).isEqualTo(0.8, within(1e-12));
        assertThat(view.nodes()).extracting(GraphView.Node::layer).containsExactly(0, 1, 0, 2);
        assertThat(view.nodes()).extracting(GraphView.Node::column).containsExactly(0, 0, 1, 0);
        assertThat(view.nodes().get(0).micros()).isEqualTo(99, within(1e-9));
        assertThat(view.nodes().get(1).micros()).isEqualTo(1, within(1e-9));
        assertThat(view.nodes().get(2).share()).isEqualTo(0.3, within(1e-12));
        assertThat(view.nodes().get(3).micros()).isZero();
        assertThat(view.edges())
                .containsExactly(new GraphView.Edge(0, 1), new GraphView.Edge(1, 3), new GraphView.Edge(2, 3));
        assertThat(view.kernels().get(0).nodes()).containsExactly(0, 1);
        assertThat(view.kernels().get(2).nodes()).isEmpty();
    }

    @Test
    void saysWhatTheSchemeDidToEachNode() {
        GraphView view = RunGraph.of(SKETCH, RunGraph.Findings.of(measurement()), 3_000);
        assertThat(view.nodes())
                .extracting(GraphView.Node::state)
                .containsExactly(
                        GraphView.State.QUANTIZED,
                        GraphView.State.QUANTIZED,
                        GraphView.State.SKIPPED,
                        GraphView.State.UNTOUCHED);
        assertThat(view.nodes().get(2).reason()).isEqualTo("it was excluded");
        assertThat(view.nodes().get(0).precision()).isEqualTo("int8");
        assertThat(view.nodes().get(3).precision()).isNull();
    }

    @Test
    void aLargeGraphIsDrawnByScopes() {
        GraphView view = RunGraph.of(SKETCH, RunGraph.Findings.of(measurement()), 3);
        assertThat(view.whole()).isFalse();
        assertThat(view.totalNodes()).isEqualTo(4);
        assertThat(view.nodes()).extracting(GraphView.Node::name).containsExactly("/a", "/b/MatMul", "/Sum");
        assertThat(view.nodes().get(0).micros()).isEqualTo(100, within(1e-9));
        assertThat(view.nodes().get(0).flops()).isEqualTo(1_000);
        assertThat(view.nodes().get(0).op()).isEqualTo("MatMul");
    }

    @Test
    void aRunWithoutMeasurementShowsTheGraphAlone() {
        GraphView view = RunGraph.of(SKETCH, RunGraph.Findings.NONE, 3_000);
        assertThat(view.nodes()).hasSize(4).allSatisfy(node -> {
            assertThat(node.micros()).isNull();
            assertThat(node.state()).isEqualTo(GraphView.State.UNTOUCHED);
        });
        assertThat(view.profiledRuns()).isZero();
    }
}
