package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SingleStreamTest {
    private static final long MILLI = 1_000_000;

    private static TimedRun run(FakeSubject subject, Tier tier) {
        return SingleStream.run(subject, tier.extent(), 1, subject.stopwatch(), share -> {});
    }

    @Test
    void asksForBothTheQueriesAndTheSeconds() {
        TimedRun fast = run(new FakeSubject(call -> 10 * MILLI), Tier.RAPID);
        assertThat(fast.latencyNanos()).hasSizeBetween(500, 600).containsOnly(10 * MILLI);
        assertThat(fast.elapsedSeconds()).isGreaterThanOrEqualTo(6);
        TimedRun slow = run(new FakeSubject(call -> 200 * MILLI), Tier.RAPID);
        assertThat(slow.latencyNanos()).hasSize(64);
        assertThat(slow.cutShort()).isFalse();
    }

    @Test
    void endsAtTheCapAndSaysSo() {
        TimedRun run = run(new FakeSubject(call -> 4_000 * MILLI), Tier.RAPID);
        assertThat(run.latencyNanos()).hasSize(15);
        assertThat(run.cutShort()).isTrue();
    }

    @Test
    void endsWhenTheArrayIsFull() {
        TimedRun run = run(new FakeSubject(call -> 100), Tier.RAPID);
        assertThat(run.latencyNanos()).hasSize(Tier.MOST_SAMPLES);
        assertThat(run.cutShort()).isFalse();
    }

    @Test
    void checksAShareOfTheOutputsOutsideTheTimedIntervals() {
        FakeSubject subject = new FakeSubject(call -> 10 * MILLI, 3);
        TimedRun run = run(subject, Tier.RAPID);
        assertThat(run.latencyNanos()).containsOnly(10 * MILLI);
        assertThat(run.outputsChecked()).isBetween(10, 60);
        assertThat(run.outputsDiffering()).isBetween(1, run.outputsChecked() - 1);
    }

    @Test
    void drawsInputsWithReplacementInAnOrderThatTheSeedDecides() {
        FakeSubject first = new FakeSubject(call -> 10 * MILLI);
        FakeSubject second = new FakeSubject(call -> 10 * MILLI);
        run(first, Tier.RAPID);
        run(second, Tier.RAPID);
        assertThat(second.asked).isEqualTo(first.asked);
        assertThat(first.asked.subList(0, 64)).contains(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aLongMeasurementKeepsSamplesOfItsWholeTime() {
        // The first minute is fast, the second slow: thinning must not forget either.
        FakeSubject subject = new FakeSubject(call -> call < 60_000 ? MILLI : 2 * MILLI);
        Extent extent = new Extent(64, 120, 120, 1, 1_000, true);
        TimedRun run = SingleStream.run(subject, extent, 1, subject.stopwatch(), share -> {});
        assertThat(run.queries()).isBetween(86_000L, 90_000L);
        assertThat(run.latencyNanos()).hasSizeBetween(500, 1_000);
        double slow = Arrays.stream(run.latencyNanos())
                .filter(nanos -> nanos == 2 * MILLI)
                .count();
        assertThat(slow / run.latencyNanos().length)
                .isCloseTo((run.queries() - 60_000) / (double) run.queries(), within(0.02));
    }

    @Test
    void tellsTheMedianOfEachMinute() {
        FakeSubject subject = new FakeSubject(call -> call < 600 ? 100 * MILLI : 150 * MILLI);
        Extent extent = new Extent(64, 180, 180, 1, 100, true);
        TimedRun run = SingleStream.run(subject, extent, 1, subject.stopwatch(), share -> {});
        assertThat(run.minuteMedians()).hasSize(3).startsWith(100.0 * MILLI).endsWith(150.0 * MILLI);
    }
}
