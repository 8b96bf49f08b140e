package dev.assay.learning.attention;

/**
 * Sizes of a decoder like GPT-2, whose output matrix is its table of tokens.
 *
 * <p>A block has {@code 12 C^2 + 13 C} parameters: queries, keys and values {@code 3 C^2 + 3 C}, the output of attention
 * {@code C^2 + C}, two layers of width {@code 4 C} with {@code 8 C^2 + 5 C}, and two normalisations {@code 4 C}. Source: the
 * code of {@code gpt-2/src/model.py}.
 *
 * @param layers     blocks
 * @param width      {@code C}
 * @param context    places that have a vector of their own
 * @param vocabulary tokens
 */
public record GptShape(int layers, int width, int context, int vocabulary) {
    /** GPT-2 small. */
    public static final GptShape GPT2_SMALL = new GptShape(12, 768, 1024, 50257);

    /** GPT-2 XL. */
    public static final GptShape GPT2_XL = new GptShape(48, 1600, 1024, 50257);

    /** Parameters of one block. */
    public long blockParameters() {
        return 12L * width * width + 13L * width;
    }

    /** All parameters: tables of tokens and places, blocks, the last normalisation. */
    public long parameters() {
        return (long) vocabulary * width + (long) context * width + layers * blockParameters() + 2L * width;
    }

    /** Keys and values that the cache keeps of one token. */
    public long cacheBytesPerToken(int bytesPerNumber) {
        return 2L * layers * width * bytesPerNumber;
    }
}
