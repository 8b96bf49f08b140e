package dev.assay.guidance.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A share of successes with its interval after Wilson (Probable inference, the law of succession, and statistical
 * inference, Journal of the American Statistical Association 22, 1927), which holds near 0 and 1 where the usual one does
 * not.
 *
 * @param share successes over trials
 * @param low   lower end of the interval
 * @param high  upper end
 */
public record Proportion(long successes, long trials, double share, double low, double high) {
    /**
     * The two-sided 95 % interval.
     *
     * @throws IllegalArgumentException without trials, or with more successes than trials
     */
    public static Proportion of(long successes, long trials) {
        return of(successes, trials, 0.95);
    }

    /** The two-sided interval at a confidence such as 0.95; its lower end is a one-sided bound at 0.975. */
    public static Proportion of(long successes, long trials, double confidence) {
        if (trials <= 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    "Of " + trials + " trials, " + successes + " cannot have succeeded; give counts that can be.");
        }
        double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
        double n = trials;
        double share = successes / n;
        double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        // At the ends the arithmetic misses 0 and 1 by a rounding error.
        return new Proportion(
                successes, trials, share, successes == 0 ? 0 : middle - half, successes == trials ? 1 : middle + half);
    }
}
