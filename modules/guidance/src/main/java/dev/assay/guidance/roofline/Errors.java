package dev.assay.guidance.roofline;

import java.util.Arrays;

/**
 * How far predictions of probes lie from their measured times when each probe is predicted by a fit that did not see it.
 *
 * @param probes     how many
 * @param median     of the absolute relative errors; 0.1 is 10 %
 * @param mean       of the same
 * @param spread     root mean square of {@code log(predicted / measured)}
 * @param withinHalf share of the probes between half and twice their measured time
 */
public record Errors(int probes, double median, double mean, double spread, double withinHalf) {
    /** Multiple of the spread that holds 95 of 100 normal errors. */
    private static final double NORMAL_95 = 1.96;

    /** Below this nobody can tell one run of a shared machine from the next. */
    private static final double LEAST_SPREAD = 0.05;

    /** The errors of predictions; both arrays in nanoseconds, in the same order. */
    static Errors of(double[] predicted, double[] measured) {
        int count = predicted.length;
        if (count == 0) {
            return new Errors(0, 0, 0, 0, 0);
        }
        double[] relative = new double[count];
        double squares = 0;
        int within = 0;
        for (int i = 0; i < count; i++) {
            double logarithm = Math.log(predicted[i] / measured[i]);
            relative[i] = Math.abs(predicted[i] / measured[i] - 1);
            squares += logarithm * logarithm;
            within += Math.abs(logarithm) <= Math.log(2) ? 1 : 0;
        }
        Arrays.sort(relative);
        double median = count % 2 == 1 ? relative[count / 2] : (relative[count / 2 - 1] + relative[count / 2]) / 2;
        return new Errors(
                count,
                median,
                Arrays.stream(relative).average().orElse(0),
                Math.sqrt(squares / count),
                within / (double) count);
    }

    /** By what an interval multiplies and divides a prediction: {@code exp(1.96 spread)}. */
    public double factor() {
        return Math.exp(NORMAL_95 * Math.max(LEAST_SPREAD, spread));
    }
}
