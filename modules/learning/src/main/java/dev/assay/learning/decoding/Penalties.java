package dev.assay.learning.decoding;

import java.util.Arrays;

/**
 * Lowers the scores of tokens that occurred before.
 *
 * @param repetition above 0; 1 changes nothing. A score above 0 is divided by it, another multiplied. Source: Keskar and
 *                   others, CTRL, 2019, section 4.1, in the form of Hugging Face's
 *                   {@code RepetitionPenaltyLogitsProcessor}, since dividing a negative score would raise it
 * @param presence   taken off once from every token that occurred
 * @param frequency  taken off as often as the token occurred. Source of both: the reference of OpenAI's completions,
 *                   {@code z(i) - count(i) * frequency - (count(i) > 0 ? presence : 0)}
 */
public record Penalties(double repetition, double presence, double frequency) {
    /** Changes nothing. */
    public static final Penalties NONE = new Penalties(1, 0, 0);

    public Penalties {
        if (!(repetition > 0) || !Double.isFinite(repetition + presence + frequency)) {
            throw new IllegalArgumentException(
                    "A repetition penalty is above 0, and presence and frequency penalties are finite numbers.");
        }
    }

    /**
     * The lowered scores, repetition first.
     *
     * @param logits  by token; not changed
     * @param history tokens that count as having occurred, in any order
     */
    public double[] apply(double[] logits, int[] history) {
        int[] counts = new int[logits.length];
        for (int token : history) {
            if (token < 0 || token >= logits.length) {
                throw new IllegalArgumentException(
                        "Token " + token + " is not one of the " + logits.length + " that have a score.");
            }
            counts[token]++;
        }
        double[] lowered = Arrays.copyOf(logits, logits.length);
        for (int i = 0; i < lowered.length; i++) {
            if (counts[i] > 0) {
                lowered[i] = lowered[i] > 0 ? lowered[i] / repetition : lowered[i] * repetition;
                lowered[i] -= counts[i] * frequency + presence;
            }
        }
        return lowered;
    }
}
