package dev.assay.learning.decoding;

/**
 * How the next token is chosen. The order is that of Hugging Face's {@code generate}: penalties, temperature, top-k, top-p,
 * min-p; each works on what the one before has left.
 *
 * @param temperature 0 is greedy; see {@link Softmax#of}
 * @param topK        keeps so many of the most probable tokens; 0 keeps all
 * @param topP        keeps the smallest number of most probable tokens whose probabilities sum to at least this; 1 keeps
 *                    all. Source: Holtzman and others, The Curious Case of Neural Text Degeneration, 2020
 * @param minP        keeps tokens at least this times as probable as the most probable; 0 keeps all. Source: Nguyen and
 *                    others, Turning Up the Heat: Min-p Sampling, 2024
 */
public record Choice(double temperature, int topK, double topP, double minP, Penalties penalties) {
    /** Draws from what the model says, unchanged. */
    public static final Choice PLAIN = new Choice(1, 0, 1, 0, Penalties.NONE);

    /** Takes the most probable token. */
    public static final Choice GREEDY = new Choice(0, 0, 1, 0, Penalties.NONE);

    public Choice {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("A temperature is a number from 0 on, not " + temperature + ".");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("Top-k is a number of tokens from 0 on, not " + topK + ".");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("Top-p is above 0 and at most 1, not " + topP + ".");
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("Min-p is from 0 to 1, not " + minP + ".");
        }
    }
}
