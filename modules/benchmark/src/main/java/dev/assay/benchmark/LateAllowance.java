package dev.assay.benchmark;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many of n queries may be late while their percentile still keeps a bound with 99 % confidence: MLPerf's early
 * stopping rule (inference_rules.adoc of mlcommons/inference_policies; c = 0.99, d = 0).
 *
 * <p>The largest t with {@code P(Bin(n, 1 - percentile) <= t) <= 0.01} is found; t - 1 queries may be late, and the
 * largest of the rest bounds the percentile from above. Below 662 queries nothing is known about a 99th percentile.
 */
final class LateAllowance {
    private static final double RISK = 0.01 * (1 + 1e-12);

    private LateAllowance() {}

    /** How many may be late, or -1 when the queries are too few for any statement. */
    static long late(double percentile, long queries) {
        double over = 1 - percentile;
        double odds = Math.log(over) - Math.log(percentile);
        double term = queries * Math.log(percentile); // logarithm of P(Bin = 0)
        double below = Math.exp(term);
        long t = 0;
        while (t < queries) {
            term += Math.log((queries - t) / (t + 1.0)) + odds;
            if (below + Math.exp(term) > RISK) {
                break;
            }
            below += Math.exp(term);
            t++;
        }
        return t - 1; // t = 0 allows no statement, t = 1 no late query
    }

    /** The upper bound of the percentile of these samples, in their unit; null when they are too few. */
    static @Nullable Double bound(double percentile, long[] samples) {
        long late = late(percentile, samples.length);
        if (late < 0) {
            return null;
        }
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        return (double) sorted[Math.toIntExact(sorted.length - 1 - late)];
    }
}
