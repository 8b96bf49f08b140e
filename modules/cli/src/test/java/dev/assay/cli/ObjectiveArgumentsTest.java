package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveArgumentsTest {
    @Test
    void unitsBecomeMilliseconds() throws BadInput {
        assertThat(ObjectiveArguments.parse(List.of("p95=20ms", "p50=0.5s,p90=250us"), 0.99, 1000L))
                .isEqualTo(
                        Map.of("p95Ms", 20.0, "p50Ms", 500.0, "p90Ms", 0.25, "minFidelity", 0.99, "maxBytes", 1000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p95=20", "p42=1ms", "p95=-1ms", "p95=0ms", "20ms", "p95=1ms,p95=2ms", "p95=NaNms"})
    void whatIsNoLatencyIsRefused(String slo) {
        assertThatThrownBy(() -> ObjectiveArguments.parse(List.of(slo), null, null))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void fidelityIsACosine(double fidelity) {
        assertThatThrownBy(() -> ObjectiveArguments.parse(List.of(), fidelity, null))
                .isInstanceOf(BadInput.class);
    }
}
