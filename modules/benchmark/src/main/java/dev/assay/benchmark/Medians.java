package dev.assay.benchmark;

import java.util.Arrays;

/** The median of a few or many values. */
public final class Medians {
    private Medians() {}

    /** The middle value, or the mean of the two in the middle; NaN of none. The array is left as it is. */
    public static double of(long[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /** The middle value, or the mean of the two in the middle; NaN of none. The array is left as it is. */
    public static double of(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
