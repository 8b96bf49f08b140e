package dev.assay.guidance.statistics;

import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A latency that a percentile must not exceed.
 *
 * @param percentile one of 0.5, 0.9, 0.95, 0.99, 0.999
 * @param limitMs    above zero
 */
public record LatencyObjective(double percentile, double limitMs) {
    private static final int FAR = 1 << 26;

    public LatencyObjective {
        EarlyStopping.checkPercentile(percentile);
        if (!(limitMs > 0 && Double.isFinite(limitMs))) {
            throw new IllegalArgumentException(
                    "A latency limit of " + limitMs + " ms cannot be met; give one above 0.");
        }
    }

    /** Three-valued, because bounds may leave it open. */
    public enum Outcome {
        MET,
        FAILED,
        UNDECIDED
    }

    /**
     * Whether the objective holds.
     *
     * @param boundMs     the upper bound that was compared, or null without enough samples
     * @param lowMs       the lower bound, or null
     * @param moreSamples how many more samples like these would decide; null when decided or when none would
     */
    public record Check(
            Outcome outcome,
            @Nullable Double boundMs,
            @Nullable Double lowMs,
            @Nullable Long moreSamples,
            String sentence) {}

    /**
     * Met when the upper bound of the percentile is at most the limit, failed when its lower bound is above, both at 99
     * % confidence; otherwise undecided.
     *
     * @param nanos the raw samples; they tell how many more would decide, and may be empty
     */
    public Check check(LatencySummary summary, List<Long> nanos) {
        PercentileBound bound = summary.bound(percentile);
        String name = bound.label();
        if (bound.ms() != null && bound.ms() <= limitMs) {
            return new Check(
                    Outcome.MET,
                    bound.ms(),
                    bound.lowMs(),
                    null,
                    text("%s is at most %s ms, inside the limit of %s ms.", name, ms(bound.ms()), ms(limitMs)));
        }
        if (bound.lowMs() != null && bound.lowMs() > limitMs) {
            return new Check(
                    Outcome.FAILED,
                    bound.ms(),
                    bound.lowMs(),
                    null,
                    text("%s is at least %s ms, above the limit of %s ms.", name, ms(bound.lowMs()), ms(limitMs)));
        }
        Long more = nanos.isEmpty() ? missing(bound) : moreSamples(nanos);
        String remedy = more == null
                ? "no realistic number of samples would settle it: the latency sits at the limit"
                : text("about %,d more samples would decide", more);
        String state = bound.ms() == null
                ? text("not enough samples for %s (%,d of %,d)", name, bound.samples(), bound.needed())
                : bound.lowMs() == null
                        ? text("%s is at most %s ms, not below the limit of %s ms", name, ms(bound.ms()), ms(limitMs))
                        : text(
                                "%s lies between %s and %s ms, around the limit of %s ms",
                                name, ms(bound.lowMs()), ms(bound.ms()), ms(limitMs));
        return new Check(
                Outcome.UNDECIDED, bound.ms(), bound.lowMs(), more, "Undecided: " + state + "; " + remedy + ".");
    }

    private static @Nullable Long missing(PercentileBound bound) {
        return bound.samples() < bound.needed() ? (long) bound.needed() - bound.samples() : null;
    }

    /** Grows the sample set with the observed share of late samples until one of the two bounds passes the limit. */
    private @Nullable Long moreSamples(List<Long> nanos) {
        double limitNanos = limitMs * 1e6;
        int n = nanos.size();
        double share = nanos.stream().filter(sample -> sample > limitNanos).count() / (double) n;
        int low = n;
        int high = n;
        while (!decides(share, high)) {
            low = high;
            high *= 2;
            if (high > FAR) {
                return null;
            }
        }
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            if (decides(share, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (long) Math.max(1, high - n);
    }

    private boolean decides(double share, int samples) {
        int over = (int) Math.ceil(share * samples);
        int allowed = EarlyStopping.overAllowed(percentile, samples);
        if (allowed > 0 && over < allowed) {
            return true;
        }
        int surelyOver = (int) Math.floor(share * samples);
        return surelyOver > 0
                && 1 - BinomialDistribution.of(samples, 1 - percentile).cumulativeProbability(surelyOver - 1)
                        <= 1 - EarlyStopping.CONFIDENCE;
    }

    private static String ms(double value) {
        return value >= 100
                ? text("%.0f", value)
                : value >= 10 ? text("%.1f", value) : value >= 0.1 ? text("%.2f", value) : text("%.4f", value);
    }

    // The annotation that would check the formats lives in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String text(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
