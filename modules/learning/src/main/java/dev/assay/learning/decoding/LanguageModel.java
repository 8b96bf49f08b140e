package dev.assay.learning.decoding;

import java.util.List;

/** Scores of the next token, from a model or from a formula. */
@FunctionalInterface
public interface LanguageModel {
    /**
     * Scores behind each of several beginnings.
     *
     * @param prefixes token lists; together they are one batch, so that a runtime may compute them at once
     * @return for each of them the scores by token, all equally long
     */
    List<double[]> logits(List<int[]> prefixes);
}
