package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenariosTest {
    private static final long MILLI = 1_000_000;
    private static final Extent SHORT = new Extent(64, 6, 60, 6, 10_000, true);

    @Test
    void aMultiStreamQueryTakesAsLongAsItsEightSamples() {
        FakeSubject single = new FakeSubject(call -> 2 * MILLI);
        Group<RuntimeException> group = new Group<>(single, MultiStream.SAMPLES_PER_QUERY, 1);
        TimedRun run = MultiStream.run(group, SHORT, 1, single.stopwatch(), share -> {});
        assertThat(run.latencyNanos()).hasSize(662).containsOnly(16 * MILLI);
        assertThat(single.asked).hasSize(8 * 662);
    }

    @Test
    void theMembersOfAQueryAreDrawnFromTheWholePoolByTheSeed() {
        int[][] groups = Group.draw(8, 8, 3);
        assertThat(Group.draw(8, 8, 3)).isDeepEqualTo(groups);
        assertThat(Group.draw(8, 8, 4)).isNotEqualTo(groups);
        assertThat(Arrays.stream(groups).flatMapToInt(Arrays::stream).distinct().count())
                .isEqualTo(8);
    }

    @Test
    void offlineFixesTheNumberOfSamplesBeforehand() {
        FakeSubject batches = new FakeSubject(call -> 40 * MILLI);
        TimedRun run = Offline.run(batches, 4, 40 * MILLI, SHORT, 1, batches.stopwatch(), share -> {});
        assertThat(run.queries()).isEqualTo(4 * 166); // 6.6 s of 40 ms, rounded up
        assertThat(run.elapsedSeconds()).isCloseTo(6.64, within(1e-9));
        assertThat(run.latencyNanos()).hasSize(166).containsOnly(10 * MILLI);
        assertThat(run.cutShort()).isFalse();
        assertThat(run.outputsChecked()).isPositive();
    }

    @Test
    void offlineOfASlowModelStillHoldsTheLeastSamplesAndEndsAtTheCap() {
        FakeSubject slow = new FakeSubject(call -> 500 * MILLI);
        TimedRun run = Offline.run(slow, 1, 500 * MILLI, SHORT, 1, slow.stopwatch(), share -> {});
        assertThat(run.queries()).isEqualTo(64);
        FakeSubject slower = new FakeSubject(call -> 4_000 * MILLI);
        TimedRun cut = Offline.run(slower, 1, 4_000 * MILLI, SHORT, 1, slower.stopwatch(), share -> {});
        assertThat(cut.cutShort()).isTrue();
        assertThat(cut.elapsedSeconds()).isCloseTo(60, within(1e-9));
    }

    private static OpenLoop.Tried openLoop(FakeSubject subject, double rate, double boundMillis, long queries) {
        OpenLoop<RuntimeException> loop =
                new OpenLoop<>(subject, boundMillis * MILLI, 7, subject.stopwatch(), subject.pause());
        return loop.run(rate, new OpenLoop.Plan(queries, 0, 0, 1e6, 100_000), share -> {});
    }

    /** A queue with fixed service time: mean wait = rho * service / (2 * (1 - rho)) (Pollaczek and Khinchine). */
    @Test
    void queueingCounts() {
        FakeSubject subject = new FakeSubject(call -> 10 * MILLI);
        OpenLoop.Tried tried = openLoop(subject, 70, 1e6, 60_000);
        double mean = Arrays.stream(tried.timed().latencyNanos()).average().orElseThrow();
        assertThat(mean / MILLI).isCloseTo(10 + 0.7 * 10 / (2 * 0.3), within(1.0));
    }

    @Test
    void oneLateAnswerDelaysTheQueriesBehindItAndNotTheSchedule() {
        FakeSubject steady = new FakeSubject(call -> MILLI);
        FakeSubject hiccup = new FakeSubject(call -> call == 100 ? 2_000 * MILLI : MILLI);
        OpenLoop.Tried without = openLoop(steady, 100, 1e6, 1_000);
        OpenLoop.Tried with = openLoop(hiccup, 100, 1e6, 1_000);
        // About 200 queries were due within those two seconds: all of them are late, the later ones less.
        long late = Arrays.stream(with.timed().latencyNanos())
                .filter(nanos -> nanos > 50 * MILLI)
                .count();
        assertThat(late).isBetween(150L, 250L);
        assertThat(with.timed().elapsedSeconds()).isCloseTo(without.timed().elapsedSeconds(), within(0.01));
    }

    @Test
    void arrivalsArePoisson() {
        FakeSubject instant = new FakeSubject(call -> 1);
        List<Long> starts = new ArrayList<>();
        Subject<RuntimeException> noting = new Subject<>() {
            @Override
            public int inputs() {
                return 1;
            }

            @Override
            public void infer(int input) {
                starts.add(instant.stopwatch().nanos());
                instant.infer(input);
            }

            @Override
            public boolean matchesReference(int input) {
                return true;
            }
        };
        new OpenLoop<>(noting, 1e12, 11, instant.stopwatch(), instant.pause())
                .run(1_000, new OpenLoop.Plan(50_000, 0, 0, 1e6, 10), share -> {});
        double[] gaps = new double[starts.size() - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (starts.get(i + 1) - starts.get(i)) / 1e6;
        }
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(gaps)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow());
        assertThat(mean).isCloseTo(1.0, within(0.02)); // exponential: the deviation equals the mean
        assertThat(deviation).isCloseTo(1.0, within(0.03));
    }

    private static Server.Found search(FakeSubject subject, double boundMillis) {
        return Server.search(
                subject, boundMillis * MILLI, 10 * MILLI, SHORT, 5, subject.stopwatch(), subject.pause(), share -> {});
    }

    @Test
    void theHighestRateWithinTheBoundIsFoundAndEveryRateIsKept() {
        FakeSubject subject = new FakeSubject(call -> 10 * MILLI);
        Server.Found found = search(subject, 30);
        assertThat(found.queriesPerSecond()).isBetween(30.0, 80.0);
        assertThat(found.trials()).hasSizeBetween(5, 14);
        assertThat(found.trials().get(0).queriesPerSecond()).isEqualTo(50);
        assertThat(found.trials()).anyMatch(trial -> !trial.kept());
        Server.Trial last = found.trials().get(found.trials().size() - 1);
        assertThat(last.kept()).isTrue();
        assertThat(last.queriesPerSecond()).isEqualTo(found.queriesPerSecond());
        assertThat(last.p99Nanos()).isNotNull().isLessThanOrEqualTo(30.0 * MILLI);
        assertThat(found.timed().queries()).isGreaterThanOrEqualTo(662);
        assertThat(found.trials())
                .allSatisfy(trial ->
                        assertThat(trial.kept()).isEqualTo(trial.p99Nanos() != null && trial.p99Nanos() <= 30 * MILLI));
        // More room for waiting allows a higher rate, never one above what the model can answer.
        Server.Found roomy = search(new FakeSubject(call -> 10 * MILLI), 100);
        assertThat(roomy.queriesPerSecond())
                .isGreaterThan(found.queriesPerSecond())
                .isLessThan(100);
    }

    @Test
    void aBoundBelowTheLatencyItselfIsKeptByNoRate() {
        Server.Found found = search(new FakeSubject(call -> 10 * MILLI), 9);
        assertThat(found.queriesPerSecond()).isZero();
        assertThat(found.trials()).isNotEmpty().noneMatch(Server.Trial::kept);
        assertThat(found.timed().latencyNanos()).isNotEmpty();
    }

    /** With a generous bound a short burst far above what the model can answer would still look fine. */
    @Test
    void aRateThatOnlyFillsTheQueueIsNotTakenForOneThatIsKept() {
        FakeSubject fast = new FakeSubject(call -> 5_000);
        Server.Found found =
                Server.search(fast, 200.0 * MILLI, 5_000, SHORT, 5, fast.stopwatch(), fast.pause(), share -> {});
        assertThat(found.queriesPerSecond()).isBetween(150_000.0, 210_000.0);
    }

    @Test
    void aModelTooSlowForSixHundredAndSixtyTwoQueriesIsGivenUpEarly() {
        FakeSubject slow = new FakeSubject(call -> 1_000 * MILLI);
        Server.Found found =
                Server.search(slow, 5e9, 1_000 * MILLI, SHORT, 5, slow.stopwatch(), slow.pause(), share -> {});
        assertThat(found.queriesPerSecond()).isZero();
        assertThat(found.trials())
                .hasSize(2)
                .allSatisfy(trial -> assertThat(trial.p99Nanos()).isNull());
        assertThat(found.timed().cutShort()).isTrue();
    }

    @Test
    void wrongAnswersAreFoundInThePausesOfTheSchedule() {
        FakeSubject wrong = new FakeSubject(call -> MILLI, 3);
        OpenLoop.Tried tried = openLoop(wrong, 100, 1e6, 2_000);
        assertThat(tried.timed().outputsChecked()).isGreaterThan(20);
        assertThat(tried.timed().outputsDiffering()).isPositive();
        FakeSubject busy = new FakeSubject(call -> 10 * MILLI);
        assertThat(Arrays.stream(openLoop(busy, 99, 1e6, 2_000).timed().latencyNanos()))
                .allMatch(nanos -> nanos >= 10 * MILLI);
    }

    @Test
    void anEmptyCallCostsWhatTheLoopCosts() {
        assertThat(HarnessCost.perCallNanos(1, Stopwatch.system())).isPositive();
    }
}
