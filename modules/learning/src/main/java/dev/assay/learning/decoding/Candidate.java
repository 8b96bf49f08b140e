package dev.assay.learning.decoding;

import org.jspecify.annotations.Nullable;

/**
 * A token that may come next.
 *
 * @param token       its number
 * @param logit       score as the model gave it
 * @param penalised   score behind the penalties
 * @param probability behind penalties and temperature, over the whole vocabulary
 * @param cumulative  of all tokens at least as probable, this one included
 * @param droppedBy   which rule left it out, or null
 * @param chance      of being drawn: the probability among the tokens that were kept; 0 when left out
 */
public record Candidate(
        int token,
        double logit,
        double penalised,
        double probability,
        double cumulative,
        @Nullable Rule droppedBy,
        double chance) {

    /** Rules that leave tokens out. */
    public enum Rule {
        TOP_K,
        TOP_P,
        MIN_P
    }
}
