package dev.assay.learning.attention;

import dev.assay.learning.decoding.Softmax;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a head looks at, from its weights.
 *
 * @param entropyBits     of each query's weights: 0 looks at one key, {@code log2(keys)} at all alike
 * @param meanEntropyBits over the queries that look at anything
 * @param distances       the share of all weight by distance, nearest to the left first
 * @param meanDistance    mean of the distance without its sign, weighted
 * @param sinkShare       share of all weight that falls on one key, such as the first
 */
public record HeadProfile(
        List<Double> entropyBits,
        double meanEntropyBits,
        List<Distance> distances,
        double meanDistance,
        double sinkShare) {
    public HeadProfile {
        entropyBits = List.copyOf(entropyBits);
        distances = List.copyOf(distances);
    }

    /**
     * Weight at one distance.
     *
     * @param distance key's place less query's place; below 0 the key stands before
     * @param share    of all weight; the shares sum to 1
     */
    public record Distance(int distance, double share) {}

    /**
     * Looks at a matrix.
     *
     * @param weights {@code [queries][keys]}
     * @param queries how many of its rows are text; rows of padding behind them are left out
     * @param sink    the key whose share is asked for
     */
    public static HeadProfile of(double[][] weights, int queries, int sink) {
        if (queries < 1 || queries > weights.length || sink < 0 || sink >= weights[0].length) {
            throw new IllegalArgumentException(
                    "There are " + weights.length + " queries; the number to look at and the key must be among them.");
        }
        TreeMap<Integer, Double> byDistance = new TreeMap<>();
        double total = 0;
        double far = 0;
        double sunk = 0;
        double entropySum = 0;
        int looking = 0;
        Double[] entropies = new Double[queries];
        for (int i = 0; i < queries; i++) {
            entropies[i] = Softmax.entropyBits(weights[i]);
            double sum = Arrays.stream(weights[i]).sum();
            if (sum > 0) {
                looking++;
                entropySum += entropies[i];
            }
            total += sum;
            sunk += weights[i][sink];
            for (int j = 0; j < weights[i].length; j++) {
                byDistance.merge(j - i, weights[i][j], Double::sum);
                far += weights[i][j] * Math.abs(j - i);
            }
        }
        double all = total == 0 ? 1 : total;
        return new HeadProfile(
                List.of(entropies),
                looking == 0 ? 0 : entropySum / looking,
                byDistance.entrySet().stream()
                        .map(entry -> new Distance(entry.getKey(), entry.getValue() / all))
                        .toList(),
                far / all,
                sunk / all);
    }
}
