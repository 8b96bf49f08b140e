package dev.assay.guidance.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What a rewritten model loses against the original on the same labelled examples.
 *
 * <p>The bound is Tango's score interval for the difference of paired proportions (Equivalence test and confidence
 * interval for the difference in proportions for the paired-sample design, Statistics in Medicine 17, 1998). The p-value is
 * the exact test of McNemar (Note on the sampling error of the difference between correlated proportions, Psychometrika
 * 12, 1947): of the examples on which the two differ, as many should be lost as gained.
 *
 * @param loss    share of the examples that the original gets right minus that of the rewritten model
 * @param low     lower bound of the loss at 95 %, one-sided
 * @param high    upper bound of the loss at 95 %, one-sided
 * @param pEqual  McNemar's exact two-sided p-value; 1 when the two never differ
 * @param paired  false when the examples on which the two differ were not counted: the bounds then assume the most that
 *                the two scores allow, and {@code pEqual} is 1
 */
public record PairedLoss(double loss, double low, double high, double pEqual, long examples, boolean paired) {
    /** A loss of top-1 accuracy below one point counts as none. */
    public static final double MARGIN = 0.01;

    private static final double Z95 = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.95);

    /**
     * From the examples on which the two differ.
     *
     * @param lost     right before, wrong after
     * @param gained   wrong before, right after
     * @param examples all of them
     * @throws IllegalArgumentException when the counts cannot be
     */
    public static PairedLoss of(long lost, long gained, long examples) {
        check(lost, gained, examples);
        return new PairedLoss(
                (lost - gained) / (double) examples,
                bound(lost, gained, examples, -1),
                bound(lost, gained, examples, 1),
                mcNemar(lost, gained),
                examples,
                true);
    }

    /**
     * From the two scores alone: as if the two models were wrong on as different examples as their scores allow, which
     * can only widen the bounds.
     *
     * @param before   score of the original, between 0 and 1
     * @param after    score of the rewritten model
     * @param examples how many there are
     */
    public static PairedLoss ofScores(double before, double after, long examples) {
        if (!(before >= 0 && before <= 1 && after >= 0 && after <= 1) || examples <= 0) {
            throw new IllegalArgumentException("Scores lie between 0 and 1 over at least one example, not at " + before
                    + " and " + after + " over " + examples + ".");
        }
        long right = Math.round(before * examples);
        long rightAfter = Math.round(after * examples);
        long lost = Math.min(right, examples - rightAfter);
        long gained = lost - (right - rightAfter);
        return new PairedLoss(
                (right - rightAfter) / (double) examples,
                bound(lost, gained, examples, -1),
                bound(lost, gained, examples, 1),
                1,
                examples,
                false);
    }

    /** Whether the loss is shown to stay below a margin such as {@link #MARGIN}. */
    public boolean nonInferior(double margin) {
        return high < margin;
    }

    /** Whether the loss is shown to exceed the margin. */
    public boolean inferior(double margin) {
        return low > margin;
    }

    /** McNemar's exact two-sided p-value. */
    static double mcNemar(long lost, long gained) {
        long differ = lost + gained;
        if (differ == 0) {
            return 1;
        }
        int fewer = Math.toIntExact(Math.min(lost, gained));
        return Math.min(
                1, 2 * BinomialDistribution.of(Math.toIntExact(differ), 0.5).cumulativeProbability(fewer));
    }

    /** Where Tango's score statistic of the difference reaches the normal quantile; found by bisection. */
    private static double bound(long lost, long gained, long examples, int side) {
        double difference = (lost - gained) / (double) examples;
        double near = difference;
        double far = side;
        for (int i = 0; i < 200 && Math.abs(far - near) > 1e-12; i++) {
            double middle = (near + far) / 2;
            if (Math.abs(score(lost, gained, examples, middle)) <= Z95) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return (near + far) / 2;
    }

    /** Tango's statistic for a supposed difference; the nuisance parameter is its restricted maximum likelihood. */
    private static double score(long lost, long gained, long examples, double delta) {
        double n = examples;
        double a = 2 * n;
        double b = -(double) lost - gained + (2 * n - lost + gained) * delta;
        double c = -gained * delta * (1 - delta);
        double q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = n * (2 * q + delta * (1 - delta));
        double distance = lost - gained - n * delta;
        return variance <= 0 ? (distance == 0 ? 0 : Math.copySign(1e9, distance)) : distance / Math.sqrt(variance);
    }

    private static void check(long lost, long gained, long examples) {
        if (examples <= 0 || lost < 0 || gained < 0 || lost + gained > examples) {
            throw new IllegalArgumentException("Of " + examples + " examples, " + lost + " cannot be lost and " + gained
                    + " gained; give counts that can be.");
        }
    }
}
