package dev.assay.learning.attention;

import java.util.Random;

/**
 * Why scores are divided by the root of the length: of two vectors with independent parts of mean 0 and variance 1 the
 * product has mean 0 and variance {@code d}. Source: Vaswani and others, Attention Is All You Need, 2017, section 3.2.1.
 *
 * @param length         of the vectors, {@code d}
 * @param samples        pairs drawn
 * @param variance       of the products
 * @param scaledVariance of the products divided by {@code sqrt(d)}; near 1
 * @param largestWeight  mean of the largest weight when a query looks at {@code keys} keys by plain scores
 * @param scaledLargest  the same by scaled scores
 */
public record ScoreSpread(
        int length, int samples, double variance, double scaledVariance, double largestWeight, double scaledLargest) {

    /**
     * Draws normal vectors.
     *
     * @param samples pairs of a query and a key; a multiple of {@code keys}, at least two
     * @param keys    keys that each query looks at
     */
    public static ScoreSpread draw(int length, int samples, int keys, long seed) {
        if (length < 1 || keys < 1 || samples < 2 || samples % keys != 0) {
            throw new IllegalArgumentException("Draw at least two pairs, as many as some queries have keys together.");
        }
        Random random = new Random(seed);
        double scale = 1 / Math.sqrt(length);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        double scaledLargest = 0;
        double[] scores = new double[keys];
        double[] scaled = new double[keys];
        for (int query = 0; query < samples / keys; query++) {
            double[] q = normal(random, length);
            for (int key = 0; key < keys; key++) {
                scores[key] = AttentionHead.dot(q, normal(random, length));
                scaled[key] = scores[key] * scale;
                sum += scores[key];
                squares += scores[key] * scores[key];
            }
            largest += max(AttentionHead.weights(scores));
            scaledLargest += max(AttentionHead.weights(scaled));
        }
        double mean = sum / samples;
        double variance = (squares - samples * mean * mean) / (samples - 1);
        int queries = samples / keys;
        return new ScoreSpread(
                length, samples, variance, variance * scale * scale, largest / queries, scaledLargest / queries);
    }

    private static double[] normal(Random random, int length) {
        double[] vector = new double[length];
        for (int i = 0; i < length; i++) {
            vector[i] = random.nextGaussian();
        }
        return vector;
    }

    private static double max(double[] weights) {
        double max = 0;
        for (double weight : weights) {
            max = Math.max(max, weight);
        }
        return max;
    }
}
