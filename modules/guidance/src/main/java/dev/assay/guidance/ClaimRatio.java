package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.statistics.Interval;
import dev.assay.guidance.statistics.RatioInterval;
import org.jspecify.annotations.Nullable;

/**
 * A measured figure, with its interval, held against a claimed one.
 *
 * <p>The claim stands for a band: within its margin on both sides, or from it on where "at least" is claimed. The verdict
 * is CONFIRMED when the whole interval lies inside the band, CONTRADICTED when none of it does, else INSUFFICIENT, with the
 * number of sessions that would decide: the half-width shrinks with the square root of their number.
 *
 * @param verdict      CONFIRMED, CONTRADICTED or INSUFFICIENT
 * @param measured     the measured figure with its 95 % interval, in the unit of the claim
 * @param bandLow      lower end of what the claim covers; null when it is open
 * @param bandHigh     upper end; null when it is open
 * @param sessions     process starts that the interval rests on
 * @param moreSessions how many more would decide; null when decided, or when no realistic number would
 * @param sentence     the finding in words, without the subject
 */
public record ClaimRatio(
        Verdict verdict,
        Interval measured,
        @Nullable Double bandLow,
        @Nullable Double bandHigh,
        int sessions,
        @Nullable Integer moreSessions,
        String sentence) {

    /** How far a measured figure may lie from a claimed one, by what is measured. */
    public enum Quantity {
        SIZE(0.02),
        LATENCY(0.10),
        THROUGHPUT(0.10),
        ENERGY(0.15);

        private final double margin;

        Quantity(double margin) {
            this.margin = margin;
        }

        /** The default margin, relative. */
        public double margin() {
            return margin;
        }
    }

    /** What is claimed. */
    public enum Direction {
        /** About this much. */
        ABOUT,
        /** This much or more: "at least 3 times as fast". */
        AT_LEAST,
        /** This much or less: "loses at most 1 %". */
        AT_MOST
    }

    /** More than this many sessions nobody runs. */
    private static final int MOST_SESSIONS = 1_000;

    /**
     * Holds a figure against a claimed value.
     *
     * @param measured  with its 95 % interval
     * @param sessions  process starts it rests on; 1 for a figure without spread, such as a size
     * @param claimed   above zero, in the same unit
     * @param margin    relative, such as {@link Quantity#margin}
     * @throws IllegalArgumentException when the claimed value or the margin is not above zero
     */
    public static ClaimRatio judge(
            Interval measured, int sessions, double claimed, Direction direction, double margin) {
        if (!(claimed > 0 && Double.isFinite(claimed)) || !(margin > 0 && margin < 1)) {
            throw new IllegalArgumentException("A claim of " + claimed + " with a margin of " + margin
                    + " cannot be checked; the claim must be above 0 and the margin between 0 and 1.");
        }
        return switch (direction) {
            case ABOUT -> judge(measured, sessions, claimed / (1 + margin), claimed * (1 + margin));
            case AT_LEAST -> judge(measured, sessions, claimed * (1 - margin), null);
            case AT_MOST -> judge(measured, sessions, null, claimed * (1 + margin));
        };
    }

    /** Holds the ratio of two latencies against a claimed ratio. */
    public static ClaimRatio judge(RatioInterval measured, double claimed, Direction direction, double margin) {
        return judge(
                new Interval(measured.ratio(), measured.low(), measured.high()),
                measured.processStarts(),
                claimed,
                direction,
                margin);
    }

    /**
     * Holds a figure against a claimed range.
     *
     * @param low  its lower end, or null when only a most is claimed
     * @param high its upper end, or null when only a least is claimed
     */
    public static ClaimRatio judge(Interval measured, int sessions, @Nullable Double low, @Nullable Double high) {
        boolean above = low == null || measured.low() >= low;
        boolean below = high == null || measured.high() <= high;
        boolean outside = (low != null && measured.high() < low) || (high != null && measured.low() > high);
        Verdict verdict = above && below ? Verdict.CONFIRMED : outside ? Verdict.CONTRADICTED : Verdict.INSUFFICIENT;
        Integer more = verdict == Verdict.INSUFFICIENT ? moreSessions(measured, sessions, low, high) : null;
        return new ClaimRatio(
                verdict, measured, low, high, sessions, more, sentence(verdict, measured, sessions, low, high, more));
    }

    /** The half-width is supposed to shrink with the square root of the sessions until it clears the nearest end. */
    private static @Nullable Integer moreSessions(
            Interval measured, int sessions, @Nullable Double low, @Nullable Double high) {
        double distance = Double.POSITIVE_INFINITY;
        for (Double end : new @Nullable Double[] {low, high}) {
            if (end != null) {
                distance = Math.min(distance, Math.abs(measured.value() - end));
            }
        }
        double half = Math.max(measured.high() - measured.value(), measured.value() - measured.low());
        // A hair less, so that rounding does not ask for one session more.
        double needed = Math.ceil(sessions * (half / distance) * (half / distance) - 1e-9);
        return needed > MOST_SESSIONS || !Double.isFinite(needed) ? null : Math.max(1, (int) needed - sessions);
    }

    private static String sentence(
            Verdict verdict,
            Interval measured,
            int sessions,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Integer more) {
        boolean exact = measured.low() == measured.value() && measured.high() == measured.value();
        String found = exact
                ? text("measured %s", number(measured.value()))
                : text(
                        "measured %s (95 %% interval %s to %s, %s)",
                        number(measured.value()),
                        number(measured.low()),
                        number(measured.high()),
                        sessions == 1 ? RatioInterval.ONE_START : "over " + sessions + " process starts");
        String band = low == null
                ? text("at most %s", number(required(high)))
                : high == null
                        ? text("at least %s", number(low))
                        : text("between %s and %s", number(low), number(high));
        return switch (verdict) {
            case CONFIRMED -> text("%s, inside what the claim covers (%s).", found, band);
            case CONTRADICTED -> text("%s, outside of what the claim covers (%s).", found, band);
            default ->
                text("%s, partly inside what the claim covers (%s); ", found, band)
                        + (more == null
                                ? "it sits at the edge, so no realistic number of process starts would decide."
                                : text(
                                        "about %d more process start%s of each would decide.",
                                        more, more == 1 ? "" : "s"));
        };
    }

    private static double required(@Nullable Double end) {
        if (end == null) {
            throw new IllegalArgumentException("A claim needs at least one end to be held against.");
        }
        return end;
    }
}
