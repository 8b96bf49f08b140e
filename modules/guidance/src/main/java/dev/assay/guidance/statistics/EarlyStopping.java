package dev.assay.guidance.statistics;

import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Which order statistic bounds a percentile from above, and how many samples that takes.
 *
 * <p>MLPerf inference rules, "early stopping" (inference_rules.adoc of mlcommons/inference_policies), confidence c =
 * 0.99 and tolerance d = 0: with h samples inside and t over, the percentile p holds when {@code I(p - d; h, t + 1) <=
 * 1 - c}, where I is the regularized incomplete beta function. With n = h + t this equals {@code P(Bin(n, 1 - p) <= t)
 * <= 1 - c}, which is how it is computed here. The rule starts at t = 1; the t - 1 worst samples are dropped and the
 * largest of the rest is the bound: the percentile of the underlying distribution lies below it with 99 % confidence,
 * whatever that distribution is, as long as the samples are independent.
 */
public final class EarlyStopping {
    /** The confidence of every bound. */
    public static final double CONFIDENCE = 0.99;

    /** Rounding of {@code 1 - c} and of the distribution must not turn an exact tie into a refusal. */
    private static final double RISK = (1 - CONFIDENCE) * (1 + 1e-12);

    private EarlyStopping() {}

    /** The fewest samples for which {@code percentile} (between 0 and 1) has a bound. */
    public static int samplesNeeded(double percentile) {
        checkPercentile(percentile);
        int low = 1;
        int high = 2;
        while (!allows(percentile, high, 1)) {
            low = high;
            high = Math.multiplyExact(high, 2);
        }
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            if (allows(percentile, middle, 1)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /**
     * The rank (1 is the smallest sample) that bounds {@code percentile} from above; empty when {@code samples} are too
     * few.
     */
    public static OptionalInt upperRank(double percentile, int samples) {
        int over = overAllowed(percentile, samples);
        return over == 0 ? OptionalInt.empty() : OptionalInt.of(samples - (over - 1));
    }

    /** How many of {@code samples} may lie above a limit that the percentile still meets; 0 when too few samples. */
    public static int overAllowed(double percentile, int samples) {
        checkPercentile(percentile);
        if (samples < 2 || !allows(percentile, samples, 1)) {
            return 0;
        }
        int low = 1;
        int high = samples;
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            if (allows(percentile, samples, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The rank that bounds {@code percentile} from below with the same confidence: the largest r with {@code P(Bin(n, p)
     * <= r - 1) <= 1 - c}. Empty when there is none.
     */
    public static OptionalInt lowerRank(double percentile, int samples) {
        checkPercentile(percentile);
        if (samples < 1) {
            return OptionalInt.empty();
        }
        BinomialDistribution below = BinomialDistribution.of(samples, percentile);
        int low = 0;
        int high = samples + 1;
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            if (below.cumulativeProbability(middle - 1) <= RISK) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low == 0 ? OptionalInt.empty() : OptionalInt.of(low);
    }

    private static boolean allows(double percentile, int samples, int over) {
        return BinomialDistribution.of(samples, 1 - percentile).cumulativeProbability(over) <= RISK;
    }

    static void checkPercentile(double percentile) {
        if (!(percentile > 0 && percentile < 1)) {
            throw new IllegalArgumentException("A percentile lies between 0 and 1, not at " + percentile + ".");
        }
    }
}
