package dev.assay.learning.grid;

import java.util.ArrayList;
import java.util.List;

/**
 * A histogram: bars of equal width that touch each other. The last one holds its upper edge too.
 *
 * @param bars lowest first
 */
public record Bars(List<Bar> bars) {
    public Bars {
        bars = List.copyOf(bars);
    }

    /** Values from {@code from} to below {@code to}. */
    public record Bar(double from, double to, long count) {}

    /**
     * Counts values from the smallest to the largest; equal values make one bar.
     *
     * @param values at least one; finite
     * @param count  number of bars, at least 1
     */
    public static Bars of(float[] values, int count) {
        if (values.length == 0 || count < 1) {
            throw new IllegalArgumentException("A histogram needs at least one value and one bar.");
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("A histogram has no bar for NaN or infinity.");
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        if (min == max) {
            return new Bars(List.of(new Bar(min, max, values.length)));
        }
        long[] counts = new long[count];
        double width = (max - min) / count;
        for (float value : values) {
            counts[Math.min(count - 1, (int) ((value - min) / width))]++;
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bars.add(new Bar(min + i * width, i == count - 1 ? max : min + (i + 1) * width, counts[i]));
        }
        return new Bars(bars);
    }
}
