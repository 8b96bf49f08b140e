package dev.assay.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
    private static Workload workload(String scenario, String tier, Double bound) {
        return new Workload(scenario, tier, 2, 1, Map.of(), Map.of(), null, 8, bound);
    }

    @ParameterizedTest
    @CsvSource({
        "single-stream, rapid,     ,     false",
        "single-stream, sustained, ,     false",
        "single-stream, standard,  ,     true",
        "multi-stream,  standard,  ,     false",
        "offline,       reference, ,     false",
        "server,        rapid,     12.5, false"
    })
    void whatFitsTogetherIsAccepted(String scenario, String tier, Double bound, boolean versus) {
        assertThat(workload(scenario, tier, bound).contradiction(versus)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "double-stream, rapid,     ,    false, double-stream is not known",
        "single-stream, leisurely, ,    false, leisurely is not known",
        "server,        rapid,     ,    false, give that bound",
        "server,        rapid,     0,   false, cannot be kept",
        "server,        rapid,     NaN, false, cannot be kept",
        "offline,       rapid,     5,   false, belongs to the server scenario",
        "offline,       sustained, ,    false, half an hour",
        "offline,       rapid,     ,    true,  in turns",
        "single-stream, sustained, ,    true,  in turns"
    })
    void whatDoesNotIsNamed(String scenario, String tier, Double bound, boolean versus, String part) {
        assertThat(workload(scenario, tier, bound).contradiction(versus))
                .contains(part)
                .endsWith(".");
    }

    @Test
    void longerTiersAndMoreWorkMayTakeLonger() {
        int rapid = wallSeconds("single-stream", "rapid", false);
        int standard = wallSeconds("single-stream", "standard", false);
        int sustained = wallSeconds("single-stream", "sustained", false);
        int reference = wallSeconds("single-stream", "reference", false);
        assertThat(rapid).isLessThan(standard);
        assertThat(standard).isLessThan(sustained);
        assertThat(sustained).isLessThan(reference);
        assertThat(wallSeconds("single-stream", "rapid", true)).isGreaterThan(rapid);
        assertThat(wallSeconds("server", "standard", false)).isGreaterThan(standard);
    }

    private static int wallSeconds(String scenario, String tier, boolean versus) {
        return JobLimits.of(workload(scenario, tier, null), versus).wallSeconds();
    }

    @Test
    void processorTimeIsEnoughForEveryThread() {
        Workload wide = new Workload("single-stream", "rapid", 64, 1, Map.of(), Map.of(), null, 8);
        JobLimits limits = JobLimits.of(wide, false);
        assertThat(limits.cpuSeconds()).isGreaterThanOrEqualTo(64 * limits.wallSeconds());
    }
}
