package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SingleStreamTest {
    private static final long MILLI = 1_000_000;

    private static SingleStream.TimedRun run(FakeSubject subject, Tier tier) {
        return SingleStream.run(subject, tier, 1, subject.stopwatch(), share -> {});
    }

    @Test
    void asksForBothTheQueriesAndTheSeconds() {
        SingleStream.TimedRun fast = run(new FakeSubject(call -> 10 * MILLI), Tier.RAPID);
        assertThat(fast.latencyNanos()).hasSizeBetween(500, 600).containsOnly(10 * MILLI);
        assertThat(fast.elapsedSeconds()).isGreaterThanOrEqualTo(6);
        SingleStream.TimedRun slow = run(new FakeSubject(call -> 200 * MILLI), Tier.RAPID);
        assertThat(slow.latencyNanos()).hasSize(64);
        assertThat(slow.cutShort()).isFalse();
    }

    @Test
    void endsAtTheCapAndSaysSo() {
        SingleStream.TimedRun run = run(new FakeSubject(call -> 4_000 * MILLI), Tier.RAPID);
        assertThat(run.latencyNanos()).hasSize(15);
        assertThat(run.cutShort()).isTrue();
    }

    @Test
    void endsWhenTheArrayIsFull() {
        SingleStream.TimedRun run = run(new FakeSubject(call -> 100), Tier.RAPID);
        assertThat(run.latencyNanos()).hasSize(Tier.MOST_SAMPLES);
        assertThat(run.cutShort()).isFalse();
    }

    @Test
    void checksAShareOfTheOutputsOutsideTheTimedIntervals() {
        FakeSubject subject = new FakeSubject(call -> 10 * MILLI, 3);
        SingleStream.TimedRun run = run(subject, Tier.RAPID);
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
}
