package dev.assay.guidance.statistics;

import static dev.assay.guidance.statistics.LatencySummaryTest.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.statistics.LatencyObjective.Check;
import dev.assay.guidance.statistics.LatencyObjective.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyObjectiveTest {
    private static final List<Long> HUNDRED = milliseconds(100);
    private static final LatencySummary SUMMARY = LatencySummary.of(HUNDRED);

    @Test
    void metWhenTheUpperBoundIsInside() {
        Check check = new LatencyObjective(0.9, 98).check(SUMMARY, HUNDRED);
        assertThat(check.outcome()).isEqualTo(Outcome.MET);
        assertThat(check.boundMs()).isEqualTo(98.0);
        assertThat(check.moreSamples()).isNull();
        assertThat(check.sentence()).isEqualTo("P90 is at most 98.0 ms, inside the limit of 98.0 ms.");
    }

    @Test
    void failedWhenTheLowerBoundIsAbove() {
        Check check = new LatencyObjective(0.9, 80).check(SUMMARY, HUNDRED);
        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check.lowMs()).isEqualTo(82.0);
        assertThat(check.sentence()).contains("at least 82.0 ms").contains("80.0 ms");
    }

    @Test
    void undecidedBetweenTheBoundsWithTheSamplesThatWouldDecide() {
        Check check = new LatencyObjective(0.9, 95).check(SUMMARY, HUNDRED);
        assertThat(check.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(check.sentence()).contains("between 82.0 and 98.0 ms").contains("more samples would decide");
        // With 5 % late, enough more samples push the share that is allowed to be late above 5 %.
        int total = 100 + Math.toIntExact(check.moreSamples());
        assertThat(EarlyStopping.overAllowed(0.9, total)).isGreaterThan((int) Math.ceil(0.05 * total));
        assertThat(EarlyStopping.overAllowed(0.9, total - 40))
                .isLessThanOrEqualTo((int) Math.ceil(0.05 * (total - 40)) + 1);
    }

    @Test
    void undecidedForLackOfSamples() {
        List<Long> few = milliseconds(20);
        Check check = new LatencyObjective(0.99, 500).check(LatencySummary.of(few), few);
        assertThat(check.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(check.boundMs()).isNull();
        assertThat(check.moreSamples()).isEqualTo(642);
        assertThat(check.sentence())
                .contains("not enough samples for P99 (20 of 662)")
                .contains("642 more");
        assertThat(new LatencyObjective(0.99, 500)
                        .check(LatencySummary.of(few), List.of())
                        .moreSamples())
                .isEqualTo(642);
    }

    @Test
    void aLatencyThatSitsAtTheLimitIsNeverDecided() {
        Check check = new LatencyObjective(0.9, 90).check(SUMMARY, HUNDRED);
        assertThat(check.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(check.moreSamples()).isNull();
        assertThat(check.sentence()).contains("no realistic number of samples");
    }

    @Test
    void lateSamplesBeyondTheShareDecideForFailure() {
        Check check = new LatencyObjective(0.9, 85).check(SUMMARY, HUNDRED);
        assertThat(check.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(check.moreSamples()).isBetween(50L, 400L);
    }

    @Test
    void anAbsurdLimitIsRefused() {
        assertThatThrownBy(() -> new LatencyObjective(0.9, -1)).hasMessageContaining("-1.0 ms");
        assertThatThrownBy(() -> new LatencyObjective(0.9, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyObjective(90, 1)).hasMessageContaining("between 0 and 1");
    }
}
