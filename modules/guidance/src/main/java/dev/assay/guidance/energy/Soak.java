package dev.assay.guidance.energy;

import dev.assay.guidance.Prose;
import dev.assay.guidance.statistics.RatioInterval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device slowed down during a long measurement: median of the last fifth over median of the first fifth, with a
 * 95 % interval by a block bootstrap, because neighbours resemble each other.
 *
 * @param seconds     how long it ran
 * @param burstMs     median of the first fifth
 * @param sustainedMs median of the last fifth
 * @param ratio       last over first
 */
public record Soak(double seconds, double burstMs, double sustainedMs, RatioInterval ratio) {
    /** Shorter runs have not warmed the case. */
    public static final double LEAST_SECONDS = 15 * 60;

    /** The lower end of the interval must lie above this. */
    public static final double THROTTLED = 1.05;

    private static final int LEAST_SAMPLES = 40;

    /** What was found. */
    public enum Verdict {
        THROTTLED,
        STEADY,
        UNDECIDED,
        TOO_SHORT
    }

    /**
     * Median of the first and of the last whole minute of a stored run.
     *
     * @param minute of the last one, from 1
     */
    public record Minutes(double firstMs, double lastMs, int minute) {
        /** From the stored medians in nanoseconds; null with fewer than two. */
        public static @Nullable Minutes of(List<Double> nanos) {
            return nanos.size() < 2 ? null : new Minutes(nanos.getFirst() / 1e6, nanos.getLast() / 1e6, nanos.size());
        }

        public double ratio() {
            return lastMs / firstMs;
        }
    }

    /**
     * Looks at the samples of a run in their order; null with fewer than 40, of which no fifth has a median to speak of.
     *
     * @param seconds wall time of the run
     * @param seed    of the bootstrap
     */
    public static @Nullable Soak of(List<Long> nanos, double seconds, long seed) {
        if (nanos.size() < LEAST_SAMPLES) {
            return null;
        }
        int fifth = nanos.size() / 5;
        List<Long> first = nanos.subList(0, fifth);
        List<Long> last = nanos.subList(nanos.size() - fifth, nanos.size());
        return new Soak(seconds, median(first), median(last), RatioInterval.ofMedians(last, first, seed));
    }

    public Verdict verdict() {
        if (seconds < LEAST_SECONDS) {
            return Verdict.TOO_SHORT;
        }
        return ratio.low() > THROTTLED
                ? Verdict.THROTTLED
                : ratio.high() <= THROTTLED ? Verdict.STEADY : Verdict.UNDECIDED;
    }

    /** The verdict in words with burst and sustained latency. */
    public String sentence() {
        String both = Prose.ms(burstMs) + " in the first fifth, " + Prose.ms(sustainedMs) + " in the last";
        String interval = Prose.text(
                "%s times as long, 95 %% interval %s to %s",
                Prose.number(ratio.ratio()), Prose.number(ratio.low()), Prose.number(ratio.high()));
        return switch (verdict()) {
            case THROTTLED -> "It slows down: " + both + " (" + interval + "). Plan with the sustained figure.";
            case STEADY -> "It holds its speed: " + both + " (" + interval + ").";
            case UNDECIDED ->
                "Undecided: " + both + " (" + interval + ", around the threshold of 1.05). Run it again, for longer.";
            case TOO_SHORT ->
                "Too short to tell: " + Prose.number(seconds / 60) + " min of the 15 it takes. Use the sustained tier.";
        };
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int n = sorted.length;
        return (n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0) / 1e6;
    }
}
