package dev.assay.guidance.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Simulated latencies with a known truth, to count how often an interval holds it. */
final class Coverage {
    private Coverage() {}

    /** A way to an interval; null when it refuses. */
    interface Method {
        @Nullable
        Interval of(List<Long> samples, long seed);
    }

    /** Of simulated experiments of n samples each, the share whose interval holds the true quantile. */
    static double of(Method method, double quantile, int n, double rho, int experiments, long seed) {
        double truth = nanos(quantileOfNormal(quantile)) / 1e6;
        int covered = 0;
        for (int i = 0; i < experiments; i++) {
            Interval interval = method.of(samples(n, rho, seed + i), seed + i);
            covered += interval != null && interval.contains(truth) ? 1 : 0;
        }
        return covered / (double) experiments;
    }

    /** Log-normal latencies around 1 ms; rho is the correlation of neighbours on the logarithmic scale. */
    static List<Long> samples(int n, double rho, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> samples = new ArrayList<>(n);
        double x = random.nextGaussian();
        for (int i = 0; i < n; i++) {
            x = rho * x + Math.sqrt(1 - rho * rho) * random.nextGaussian();
            samples.add(Math.round(nanos(x)));
        }
        return samples;
    }

    /** The plain percentile bootstrap of a quantile, which the product does not use, and why. */
    static Method plainBootstrap(double quantile) {
        return (samples, seed) -> bootstrap(samples, quantile, 1, seed);
    }

    /** The percentile bootstrap of a quantile by blocks of a length. */
    static Method blockBootstrap(double quantile, int block) {
        return (samples, seed) -> bootstrap(samples, quantile, block, seed);
    }

    private static Interval bootstrap(List<Long> samples, double quantile, int block, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 77);
        int n = samples.size();
        double[] drawn = new double[400];
        long[] resample = new long[n];
        for (int i = 0; i < drawn.length; i++) {
            for (int j = 0; j < n; ) {
                int start = random.nextInt(n - block + 1);
                for (int k = 0; k < block && j < n; k++, j++) {
                    resample[j] = samples.get(start + k);
                }
            }
            java.util.Arrays.sort(resample);
            drawn[i] = resample[Math.min(n - 1, (int) Math.floor(n * quantile))] / 1e6;
        }
        java.util.Arrays.sort(drawn);
        return new Interval(drawn[200], drawn[10], drawn[389]);
    }

    private static double nanos(double x) {
        return 1e6 * Math.exp(0.2 * x);
    }

    private static double quantileOfNormal(double quantile) {
        return org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1)
                .inverseCumulativeProbability(quantile);
    }
}
