package dev.assay.guidance.statistics;

/**
 * The fewest samples for which a percentile has an upper bound at all: the largest of n samples lies above the percentile
 * p with probability {@code 1 - p^n} (Wilks, Determination of sample sizes for setting tolerance limits, Annals of
 * Mathematical Statistics 12, 1941).
 */
public final class TailSamples {
    private TailSamples() {}

    /**
     * Samples needed, such as 299 for the 99th percentile at 95 %.
     *
     * @param percentile between 0 and 1
     * @param confidence between 0 and 1
     */
    public static int fewest(double percentile, double confidence) {
        EarlyStopping.checkPercentile(percentile);
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("A confidence lies between 0 and 1, not at " + confidence + ".");
        }
        return (int) Math.ceil(Math.log1p(-confidence) / Math.log(percentile) - 1e-9);
    }
}
