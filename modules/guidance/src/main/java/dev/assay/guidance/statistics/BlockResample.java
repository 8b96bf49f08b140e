package dev.assay.guidance.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws medians of moving-block resamples of one process start by counting ranks, in time linear in the number of
 * samples. Blocks hold about sqrt(n) neighbours, because latencies that follow each other are alike.
 */
final class BlockResample {
    /** Fewer samples say nothing about a median. */
    static final int FEWEST_SAMPLES = 8;

    private final long[] sorted;
    private final int[] ranks;
    private final int[] counts;
    private final int block;
    private final double median;

    /**
     * @param nanos  samples in the order they were taken
     * @param atMost more samples than this are thinned at equal steps, which can only widen an interval
     * @throws IllegalArgumentException with fewer than 8 samples or one that is not above zero
     */
    BlockResample(List<Long> nanos, int atMost) {
        if (nanos.size() < FEWEST_SAMPLES) {
            throw new IllegalArgumentException(
                    "A ratio needs at least 8 samples on each side, not " + nanos.size() + "; measure for longer.");
        }
        long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
        int n = Math.min(all.length, atMost);
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

    /** Median of all samples, thinned or not, in nanoseconds. */
    double sampleMedian() {
        return median;
    }

    /** Median of one resample, in nanoseconds. */
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
