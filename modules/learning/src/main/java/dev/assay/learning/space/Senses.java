package dev.assay.learning.space;

import dev.assay.quantization.FidelityMeter;
import java.util.List;

/**
 * How well a layer tells the senses of a word apart, from its vectors in several sentences.
 *
 * @param within     mean cosine of vectors of the same sense
 * @param between    mean cosine of vectors of different senses
 * @param separation {@code within - between}; above 0 when the same sense is closer
 */
public record Senses(double within, double between, double separation) {

    /**
     * Compares all pairs.
     *
     * @param vectors of the word, one for each sentence, equally long
     * @param senses  what it means there; at least two senses, one of them twice
     */
    public static Senses of(List<float[]> vectors, List<String> senses) {
        if (vectors.size() != senses.size()) {
            throw new IllegalArgumentException("Each vector needs the name of its sense.");
        }
        double[] sums = new double[2];
        int[] pairs = new int[2];
        for (int i = 0; i < vectors.size(); i++) {
            for (int j = 0; j < i; j++) {
                int which = senses.get(i).equals(senses.get(j)) ? 0 : 1;
                sums[which] += cosine(vectors.get(i), vectors.get(j));
                pairs[which]++;
            }
        }
        if (pairs[0] == 0 || pairs[1] == 0) {
            throw new IllegalArgumentException(
                    "Senses can be compared when there are at least two of them and one occurs twice.");
        }
        double within = sums[0] / pairs[0];
        double between = sums[1] / pairs[1];
        return new Senses(within, between, within - between);
    }

    /** Cosine of two vectors of the same length. */
    public static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("Vectors of different lengths have no angle between them.");
        }
        double dot = 0;
        double aSquares = 0;
        double bSquares = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aSquares += (double) a[i] * a[i];
            bSquares += (double) b[i] * b[i];
        }
        return FidelityMeter.cosine(dot, aSquares, bSquares);
    }
}
