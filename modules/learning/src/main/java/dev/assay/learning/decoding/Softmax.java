package dev.assay.learning.decoding;

import java.util.Arrays;

/** Scores to probabilities, and what the probabilities say. Over the whole vocabulary, in double. */
public final class Softmax {
    private Softmax() {}

    /**
     * {@code p(i) = exp(z(i) / T) / sum of exp(z(j) / T)}, with the largest score taken off first so that no exponential
     * overflows, however small the temperature.
     *
     * @param logits      scores; minus infinity gives probability 0; at least one must be finite, none NaN or plus infinity
     * @param temperature 0 or more; 0 puts everything on the largest score, on the first of equal ones, which is greedy
     *                    decoding and, without ties, the limit
     */
    public static double[] of(double[] logits, double temperature) {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("A temperature is a number from 0 on, not " + temperature + ".");
        }
        int best = largest(logits);
        double[] probabilities = new double[logits.length];
        if (temperature == 0) {
            probabilities[best] = 1;
            return probabilities;
        }
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp((logits[i] - logits[best]) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    /** Natural logarithms of the probabilities at temperature 1: {@code z(i) - ln(sum of exp(z(j)))}. */
    public static double[] logarithms(double[] logits) {
        double best = logits[largest(logits)];
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - best);
        }
        double logSum = best + Math.log(sum);
        return Arrays.stream(logits).map(logit -> logit - logSum).toArray();
    }

    /** Place of the largest score, the first of equal ones. */
    static int largest(double[] logits) {
        int best = -1;
        for (int i = 0; i < logits.length; i++) {
            if (Double.isNaN(logits[i]) || logits[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "The score of token " + i + " is " + logits[i] + "; no probabilities follow from such scores.");
            }
            if (logits[i] > Double.NEGATIVE_INFINITY && (best < 0 || logits[i] > logits[best])) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("No token has a finite score, so none can follow.");
        }
        return best;
    }

    /** Entropy in bits: {@code - sum of p log2 p}; 0 when one token is certain. */
    public static double entropyBits(double[] probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (p > 0) {
                sum -= p * Math.log(p);
            }
        }
        return sum / Math.log(2);
    }

    /**
     * How many equally probable tokens would be as uncertain: {@code 2 ^ entropy}.
     *
     * @param probabilities that sum to 1
     */
    public static double perplexity(double[] probabilities) {
        return Math.pow(2, entropyBits(probabilities));
    }

    /**
     * Perplexity of a text: {@code exp(- mean of ln p)} over its tokens.
     *
     * @param logProbabilities natural logarithm of the probability that the model gave each token before it saw it
     */
    public static double textPerplexity(double[] logProbabilities) {
        if (logProbabilities.length == 0) {
            throw new IllegalArgumentException("A text without tokens has no perplexity.");
        }
        return Math.exp(-Arrays.stream(logProbabilities).sum() / logProbabilities.length);
    }
}
