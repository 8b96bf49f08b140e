package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Measurement.SkippedNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkippedNodesTest {
    @Test
    void nodesWithTheSameReasonAreSaidOnce() {
        assertThat(SkippedNodes.of(List.of(
                        new SkippedNode("a", "Gather", "its weight is shared"),
                        new SkippedNode("b", "MatMul", "both factors are activations"),
                        new SkippedNode("c", "MatMul", "both factors are activations"))))
                .containsExactly(
                        new SkippedNodes("both factors are activations", List.of("b (MatMul)", "c (MatMul)")),
                        new SkippedNodes("its weight is shared", List.of("a (Gather)")));
        assertThat(SkippedNodes.of(List.of())).isEmpty();
    }
}
