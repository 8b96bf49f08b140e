package dev.assay.guidance.statistics;

import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Latency samples of one process start, summarized without assuming a distribution.
 *
 * @param samples             how many
 * @param p50                 bound of the 50th percentile; likewise the others
 * @param medianMs            plain sample median, ms
 * @param median              sample median with its 95 % order-statistic interval, ms; null below 6 samples
 * @param ninetieth           sample 90th percentile with its 95 % interval, ms; null while it does not exist
 * @param meanMs              arithmetic mean, ms
 * @param variation           coefficient of variation: sample standard deviation over mean; null below 2 samples
 * @param throughputPerSecond samples over the sum of their latencies: the rate of one stream without pauses
 */
public record LatencySummary(
        int samples,
        PercentileBound p50,
        PercentileBound p90,
        PercentileBound p95,
        PercentileBound p99,
        PercentileBound p999,
        double medianMs,
        @Nullable Interval median,
        @Nullable Interval ninetieth,
        double meanMs,
        @Nullable Double variation,
        double throughputPerSecond) {

    private static final double NANOS_PER_MS = 1e6;

    /**
     * Summarizes samples in nanoseconds, in any order.
     *
     * @throws IllegalArgumentException without samples, or when one is not above zero
     */
    public static LatencySummary of(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no latency sample to summarize; the run has to measure first.");
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted[0] <= 0) {
            throw new IllegalArgumentException(
                    "A latency of " + sorted[0] + " ns cannot be; every sample must be above zero.");
        }
        int n = sorted.length;
        double sum = 0;
        for (long sample : sorted) {
            sum += sample;
        }
        double mean = sum / n;
        double squares = 0;
        for (long sample : sorted) {
            squares += (sample - mean) * (sample - mean);
        }
        return new LatencySummary(
                n,
                bound(sorted, 0.5),
                bound(sorted, 0.9),
                bound(sorted, 0.95),
                bound(sorted, 0.99),
                bound(sorted, 0.999),
                medianOf(sorted) / NANOS_PER_MS,
                interval(sorted, 0.5, medianOf(sorted)),
                interval(sorted, 0.9, (double) sorted[Math.min(n - 1, (int) Math.floor(n * 0.9))]),
                mean / NANOS_PER_MS,
                n < 2 ? null : Math.sqrt(squares / (n - 1)) / mean,
                n / (sum / 1e9));
    }

    /** The bound of one of the percentiles 0.5, 0.9, 0.95, 0.99, 0.999. */
    public PercentileBound bound(double percentile) {
        for (PercentileBound bound : List.of(p50, p90, p95, p99, p999)) {
            if (bound.percentile() == percentile) {
                return bound;
            }
        }
        throw new IllegalArgumentException("No bound is kept for the percentile " + percentile + ".");
    }

    private static PercentileBound bound(long[] sorted, double percentile) {
        OptionalInt upper = EarlyStopping.upperRank(percentile, sorted.length);
        OptionalInt lower = EarlyStopping.lowerRank(percentile, sorted.length);
        return new PercentileBound(
                percentile,
                upper.isPresent() ? sorted[upper.getAsInt() - 1] / NANOS_PER_MS : null,
                lower.isPresent() ? sorted[lower.getAsInt() - 1] / NANOS_PER_MS : null,
                upper.isPresent() ? upper.getAsInt() : null,
                sorted.length,
                EarlyStopping.samplesNeeded(percentile));
    }

    static double medianOf(long[] sorted) {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0;
    }

    /**
     * Two-sided 95 % interval of a quantile from order statistics: ranks l and u with {@code P(Bin(n, p) <= l - 1) <=
     * 0.025} and {@code P(Bin(n, p) <= u - 1) >= 0.975} (Conover, Practical Nonparametric Statistics, section 3.2).
     */
    private static @Nullable Interval interval(long[] sorted, double percentile, double value) {
        int n = sorted.length;
        BinomialDistribution below = BinomialDistribution.of(n, percentile);
        int high = below.inverseCumulativeProbability(0.975) + 1;
        int low = below.inverseCumulativeProbability(0.025);
        while (low > 0 && below.cumulativeProbability(low - 1) > 0.025) {
            low--;
        }
        return low < 1 || high > n
                ? null
                : new Interval(value / NANOS_PER_MS, sorted[low - 1] / NANOS_PER_MS, sorted[high - 1] / NANOS_PER_MS);
    }
}
