package dev.assay.guidance.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often intervals hold the truth, by simulation with fixed seeds; margins are wide, the table is the long test's. */
class CoverageTest {
    private static final Coverage.Method MEDIAN =
            (samples, seed) -> LatencySummary.of(samples).median();
    private static final Coverage.Method NINETIETH =
            (samples, seed) -> LatencySummary.of(samples).ninetieth();

    @Test
    void orderStatisticsHoldForIndependentSamples() {
        assertThat(Coverage.of(MEDIAN, 0.5, 300, 0, 400, 1)).isBetween(0.92, 0.99);
        assertThat(Coverage.of(NINETIETH, 0.9, 300, 0, 400, 2)).isBetween(0.92, 0.995);
    }

    /** The reason why neighbours must not be counted as independent: at a correlation of 0.9 the interval holds half the time. */
    @Test
    void orderStatisticsCollapseUnderCorrelation() {
        assertThat(Coverage.of(MEDIAN, 0.5, 300, 0.9, 400, 3)).isBetween(0.25, 0.65);
    }

    @Test
    void blocksRecoverMostOfIt() {
        assertThat(Coverage.of(Coverage.blockBootstrap(0.5, 25), 0.5, 300, 0.9, 150, 4))
                .isBetween(0.75, 0.95);
    }

    /** The reason why tails are never given a plain bootstrap. */
    @Test
    void thePlainBootstrapOfTheNinetyNinthPercentileFails() {
        assertThat(Coverage.of(Coverage.plainBootstrap(0.99), 0.99, 100, 0, 200, 5))
                .isBetween(0.45, 0.75);
    }

    @Test
    void anIntervalOverFiveStartsHoldsWhereOneStartDoesNot() {
        int starts = 0;
        int joined = 0;
        for (int i = 0; i < 200; i++) {
            List<List<Long>> slow = session(5, 80, 1.25, 7 * i + 1);
            List<List<Long>> fast = session(5, 80, 1.0, 900_000 + 7 * i);
            starts += holds(RatioInterval.ofStarts(slow, fast, i), 1.25);
            joined += holds(RatioInterval.ofMedians(slow.getFirst(), fast.getFirst(), i), 1.25);
        }
        assertThat(starts).isBetween(184, 200);
        assertThat(joined).isBetween(20, 150);
    }

    /** Prints the table of coverages; the bounds around each are those that were published for it, a little wider. */
    @Test
    @Tag("long")
    void theWholeTable() {
        StringWriter table = new StringWriter();
        PrintWriter out = new PrintWriter(table, true);
        out.println("interval               quantile  n     rho  coverage");
        row(out, "order statistics", MEDIAN, 0.5, 300, 0, 2000, 0.93, 0.98);
        row(out, "order statistics", NINETIETH, 0.9, 300, 0, 2000, 0.93, 0.99);
        row(out, "order statistics", MEDIAN, 0.5, 300, 0.9, 2000, 0.35, 0.55);
        row(out, "order statistics", NINETIETH, 0.9, 300, 0.9, 2000, 0.35, 0.60);
        row(out, "plain bootstrap", Coverage.plainBootstrap(0.5), 0.5, 300, 0, 1000, 0.91, 0.97);
        row(out, "plain bootstrap", Coverage.plainBootstrap(0.9), 0.9, 300, 0, 1000, 0.90, 0.97);
        row(out, "plain bootstrap", Coverage.plainBootstrap(0.99), 0.99, 100, 0, 1000, 0.55, 0.68);
        row(out, "plain bootstrap", Coverage.plainBootstrap(0.99), 0.99, 300, 0, 1000, 0.72, 0.88);
        row(out, "plain bootstrap", Coverage.plainBootstrap(0.99), 0.99, 1000, 0, 500, 0.84, 0.95);
        row(out, "blocks of 25", Coverage.blockBootstrap(0.5, 25), 0.5, 300, 0.9, 1000, 0.80, 0.90);
        row(out, "blocks of 25", Coverage.blockBootstrap(0.9, 25), 0.9, 300, 0.9, 1000, 0.72, 0.90);
        System.out.println(table);
    }

    private static void row(
            PrintWriter out,
            String name,
            Coverage.Method method,
            double quantile,
            int n,
            double rho,
            int experiments,
            double least,
            double most) {
        double covered = Coverage.of(method, quantile, n, rho, experiments, 4711);
        out.printf(Locale.ROOT, "%-22s %-9s %-5d %-4s %.3f%n", name, quantile, n, rho, covered);
        assertThat(covered).as("%s p%s n=%d rho=%s", name, quantile, n, rho).isBetween(least, most);
    }

    /** Starts whose medians differ by 4 % (standard deviation), samples within a start by 10 %. */
    private static List<List<Long>> session(int starts, int samples, double factor, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Long>> all = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            double shift = Math.exp(0.04 * random.nextGaussian());
            List<Long> start = new ArrayList<>();
            for (int j = 0; j < samples; j++) {
                start.add(Math.round(1e6 * factor * shift * Math.exp(0.1 * random.nextGaussian())));
            }
            all.add(start);
        }
        return all;
    }

    private static int holds(RatioInterval interval, double truth) {
        return interval.low() <= truth && interval.high() >= truth ? 1 : 0;
    }
}
