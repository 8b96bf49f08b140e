package dev.assay.learning.space;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much of the neighbourhoods a projection keeps: of the k nearest points of each point, the part that is still among its
 * k nearest, on average.
 *
 * @param neighbours k
 * @param score      0 to 1
 * @param byChance   what points placed at random would score: {@code k / (n - 1)}
 * @param perPoint   the part for each point
 */
public record Preservation(int neighbours, double score, double byChance, List<Double> perPoint) {
    public Preservation {
        perPoint = List.copyOf(perPoint);
    }

    /**
     * Compares by straight distance; of equally near points the earlier counts as nearer.
     *
     * @param original  {@code [n][dimensions]}
     * @param projected {@code [n][fewer]}
     * @param k         from 1 to below n
     */
    public static Preservation of(double[][] original, double[][] projected, int k) {
        int n = original.length;
        if (projected.length != n || k < 1 || k >= n) {
            throw new IllegalArgumentException("Neighbourhoods of " + k + " points cannot be compared between " + n
                    + " points and " + projected.length + ".");
        }
        Double[] parts = new Double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            Set<Integer> kept = new HashSet<>(nearest(original, i, k));
            kept.retainAll(new HashSet<>(nearest(projected, i, k)));
            parts[i] = (double) kept.size() / k;
            sum += parts[i];
        }
        return new Preservation(k, sum / n, (double) k / (n - 1), Arrays.asList(parts));
    }

    private static List<Integer> nearest(double[][] points, int self, int k) {
        double[] squares = new double[points.length];
        for (int j = 0; j < points.length; j++) {
            for (int c = 0; c < points[j].length; c++) {
                double difference = points[self][c] - points[j][c];
                squares[j] += difference * difference;
            }
        }
        return IntStream.range(0, points.length)
                .filter(j -> j != self)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> squares[j]))
                .limit(k)
                .toList();
    }
}
