package dev.assay.guidance.statistics;

import java.util.Locale;

/**
 * What an interval of a ratio of latencies shows, by name. That no difference is found is not yet that there is none:
 * "the same" needs the whole interval inside the margin (two one-sided tests: Schuirmann, A comparison of the two
 * one-sided tests procedure and the power approach, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987), "no
 * slower" needs its upper end there.
 */
public enum Likeness {
    /** Equivalence: the interval lies within the margin on both sides. */
    SAME,
    /** The interval lies below the margin: shorter by more than it. */
    FASTER,
    /** The interval lies above the margin: longer by more than it. */
    SLOWER,
    /** Non-inferiority: longer by no more than the margin; it may be shorter. */
    NO_SLOWER,
    /** Shorter by no more than the margin; it may be longer. */
    NO_FASTER,
    /** The interval spans both ends of the margin. */
    UNDECIDED;

    /**
     * Names what a ratio of latencies (first over second) shows.
     *
     * @param margin relative, such as 0.10; the band is from {@code 1 / (1 + margin)} to {@code 1 + margin}
     */
    public static Likeness of(RatioInterval ratio, double margin) {
        double most = 1 + margin;
        double least = 1 / most;
        if (ratio.low() > most) {
            return SLOWER;
        }
        if (ratio.high() < least) {
            return FASTER;
        }
        if (ratio.high() <= most) {
            return ratio.low() >= least ? SAME : NO_SLOWER;
        }
        return ratio.low() >= least ? NO_FASTER : UNDECIDED;
    }

    /** The finding as a clause about the first of the two: {@code the same within 10 % (equivalence)}. */
    public String clause(double margin) {
        String percent = String.format(Locale.ROOT, "%.3g %%", 100 * margin).replaceAll("\\.?0+ %", " %");
        return switch (this) {
            case SAME -> "the same within " + percent + " (equivalence)";
            case FASTER -> "faster by more than " + percent;
            case SLOWER -> "slower by more than " + percent;
            case NO_SLOWER -> "no more than " + percent + " slower (non-inferiority)";
            case NO_FASTER -> "no more than " + percent + " faster";
            case UNDECIDED -> "neither shown to be the same within " + percent + " nor to differ by more";
        };
    }
}
