package dev.assay.guidance.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Correction for looking at several comparisons at once: the chance that any of them is called different though none is
 * stays at the level asked for, however the comparisons depend on each other.
 *
 * <p>Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
 */
public final class Holm {
    private Holm() {}

    /**
     * Adjusted p-values in the order of the given ones: each may be compared with the level as if it were alone.
     *
     * @throws IllegalArgumentException when one is not between 0 and 1
     */
    public static List<Double> adjusted(List<Double> pValues) {
        int count = pValues.size();
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparing(pValues::get))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[count];
        double largest = 0;
        for (int rank = 0; rank < count; rank++) {
            double p = pValues.get(order[rank]);
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("A p-value lies between 0 and 1, not at " + p + ".");
            }
            largest = Math.max(largest, Math.min(1, (count - rank) * p));
            adjusted[order[rank]] = largest;
        }
        return Arrays.stream(adjusted).boxed().toList();
    }
}
