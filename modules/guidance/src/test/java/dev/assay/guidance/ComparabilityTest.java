package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.Comparability.Field;
import dev.assay.guidance.Comparability.Needed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparabilityTest {
    private static final RunConditions GOOD =
            conditions("m", 1L, "fp32", 2, "x", "single-stream", "wall", true, false, 600, 5);

    @Test
    void equalConditionsPassAndUnknownOnesKeepNothingApart() {
        assertThat(Comparability.between(GOOD, GOOD, Set.of(), Needed.REFERENCE))
                .isEmpty();
        assertThat(Comparability.between(GOOD, RunConditions.UNKNOWN, Set.of(), Needed.REFERENCE))
                .isEmpty();
    }

    @Test
    void eachFieldIsNamedWhenItFails() {
        List<RunConditions> spoilt = List.of(
                conditions("other", 1L, "fp32", 2, "x", "single-stream", "wall", true, false, 600, 5),
                conditions("m", 1L, "int8-static", 2, "x", "single-stream", "wall", true, false, 600, 5),
                conditions("m", 4L, "fp32", 2, "x", "single-stream", "wall", true, false, 600, 5),
                conditions("m", 1L, "fp32", 2, "y", "single-stream", "wall", true, false, 600, 5),
                conditions("m", 1L, "fp32", 2, "x", "offline", "wall", true, false, 600, 5),
                conditions("m", 1L, "fp32", 4, "x", "single-stream", "wall", true, false, 600, 5),
                conditions("m", 1L, "fp32", 2, "x", "single-stream", "package-0", true, false, 600, 5),
                conditions("m", 1L, "fp32", 2, "x", "single-stream", "wall", false, false, 600, 5),
                conditions("m", 1L, "fp32", 2, "x", "single-stream", "wall", true, true, 600, 5),
                conditions("m", 1L, "fp32", 2, "x", "single-stream", "wall", true, false, 499, 5),
                conditions("m", 1L, "fp32", 2, "x", "single-stream", "wall", true, false, 600, 4));
        assertThat(spoilt).hasSameSizeAs(Field.values());
        int next = 0;
        for (Field field : Field.values()) {
            RunConditions other = spoilt.get(next++);
            Comparability.Obstacle obstacle = Comparability.between(GOOD, other, Set.of(), Needed.REFERENCE)
                    .orElseThrow();
            assertThat(obstacle.field()).isEqualTo(field);
            assertThat(obstacle.sentence()).endsWith(".");
            assertThat(obstacle.remedy()).endsWith(".");
            assertThat(Comparability.between(GOOD, other, Set.of(field), Needed.REFERENCE))
                    .as("%s differs on purpose", field)
                    .isEmpty();
        }
    }

    private static RunConditions conditions(
            String model,
            Long batch,
            String precision,
            Integer threads,
            String inputs,
            String scenario,
            String boundary,
            Boolean warm,
            Boolean throttled,
            Integer samples,
            Integer starts) {
        return new RunConditions(
                model, batch, precision, threads, inputs, scenario, boundary, warm, throttled, samples, starts, null);
    }
}
