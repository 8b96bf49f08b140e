package dev.assay.guidance.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The ratio of two medians with a 95 % interval, valid within one process start.
 *
 * <p>Moving-block bootstrap (Künsch, The jackknife and the bootstrap for general stationary observations, Annals of
 * Statistics 17, 1989): latencies are autocorrelated, so whole blocks of about sqrt(n) neighbours are drawn, not single
 * samples. The samples of one process start say nothing about the spread between starts; {@code scope} carries that
 * caveat to wherever the interval is shown.
 *
 * @param ratio     median of the first set over that of the second
 * @param low       2.5th percentile of the resampled ratios
 * @param high      97.5th percentile
 * @param resamples how often it was drawn
 * @param seed      of the generator, so that the interval can be computed again
 * @param scope     what the interval covers, in words
 */
public record RatioInterval(double ratio, double low, double high, int resamples, long seed, String scope) {
    /** What one start can show. */
    public static final String ONE_START = "within one process start";

    private static final int RESAMPLES = 2000;

    /** More samples than this are thinned at equal steps; that can only widen the interval. */
    private static final int AT_MOST = 8192;

    /**
     * Compares two sets of latencies in nanoseconds, in the order they were taken.
     *
     * @throws IllegalArgumentException when a set has fewer than 8 samples or one that is not above zero
     */
    public static RatioInterval ofMedians(List<Long> first, List<Long> second, long seed) {
        Resampler numerator = new Resampler(first);
        Resampler denominator = new Resampler(second);
        SplittableRandom random = new SplittableRandom(seed);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] = numerator.median(random) / denominator.median(random);
        }
        Arrays.sort(ratios);
        return new RatioInterval(
                numerator.sampleMedian() / denominator.sampleMedian(),
                ratios[(int) Math.floor(0.025 * RESAMPLES)],
                ratios[(int) Math.ceil(0.975 * RESAMPLES) - 1],
                RESAMPLES,
                seed,
                ONE_START);
    }

    /** Whether the data cannot tell the two apart. */
    public boolean noDifferenceShown() {
        return low <= 1 && high >= 1;
    }

    /** Draws medians of block resamples by counting ranks, in time linear in the number of samples. */
    private static final class Resampler {
        private final long[] sorted;
        private final int[] ranks;
        private final int[] counts;
        private final int block;
        private final double median;

        Resampler(List<Long> nanos) {
            if (nanos.size() < 8) {
                throw new IllegalArgumentException(
                        "A ratio needs at least 8 samples on each side, not " + nanos.size() + "; measure for longer.");
            }
            long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
            int n = Math.min(all.length, AT_MOST);
            long[] kept = new long[n];
            for (int i = 0; i < n; i++) {
                kept[i] = all[(int) ((long) i * all.length / n)];
            }
            Arrays.sort(all);
            if (all[0] <= 0) {
                throw new IllegalArgumentException(
                        "A latency of " + all[0] + " ns cannot be; every sample must be above zero.");
            }
            median = LatencySummary.medianOf(all);
            sorted = kept.clone();
            Arrays.sort(sorted);
            ranks = new int[n];
            for (int i = 0; i < n; i++) {
                ranks[i] = Arrays.binarySearch(sorted, kept[i]);
            }
            counts = new int[n];
            block = (int) Math.max(1, Math.round(Math.sqrt(n)));
        }

        double sampleMedian() {
            return median;
        }

        double median(SplittableRandom random) {
            int n = ranks.length;
            Arrays.fill(counts, 0);
            int drawn = 0;
            while (drawn < n) {
                int start = random.nextInt(n - block + 1);
                for (int i = 0; i < block && drawn < n; i++, drawn++) {
                    counts[ranks[start + i]]++;
                }
            }
            return (sorted[rankOf((n - 1) / 2)] + sorted[rankOf(n / 2)]) / 2.0;
        }

        /** Index of the value that is at position {@code k} (from 0) of the resample. */
        private int rankOf(int k) {
            int seen = 0;
            int rank = -1;
            while (seen <= k) {
                rank++;
                seen += counts[rank];
            }
            return rank;
        }
    }
}
