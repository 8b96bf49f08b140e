package dev.assay.guidance.statistics;

import org.jspecify.annotations.Nullable;

/**
 * What the samples say about one percentile of the latency.
 *
 * @param percentile between 0 and 1
 * @param ms         upper bound at 99 % confidence ({@link EarlyStopping}), ms; null when the samples are too few
 * @param lowMs      lower bound at 99 % confidence, ms; null when the samples are too few
 * @param rank       which of the sorted samples is the upper bound, from 1; null with {@code ms}
 * @param samples    how many there are
 * @param needed     how many it takes
 */
public record PercentileBound(
        double percentile,
        @Nullable Double ms,
        @Nullable Double lowMs,
        @Nullable Integer rank,
        int samples,
        int needed) {

    /** {@code P90}, {@code P99.9}. */
    public String label() {
        double percent = Math.round(percentile * 1e4) / 100.0;
        return percent == Math.rint(percent) ? "P" + (long) percent : "P" + percent;
    }
}
