package dev.assay.learning.tokens;

import java.util.List;

/**
 * A training by merges, to be replayed step by step.
 *
 * @param algorithm    {@code BPE} or {@code WordPiece}
 * @param tieRule      which of equally good pairs was taken
 * @param alphabet     symbols before the first step, by number
 * @param corpus       the words before the first step, the first {@value #WORDS_SHOWN}
 * @param corpusTokens tokens of the whole corpus before the first step
 * @param steps        the steps; fewer than asked for when no pair was left
 * @param vocabulary   symbols after the last step, by number
 */
public record MergeTraining(
        String algorithm,
        TieRule tieRule,
        List<String> alphabet,
        List<MergeStep.Piece> corpus,
        long corpusTokens,
        List<MergeStep> steps,
        List<String> vocabulary) {
    /** Candidates kept for each step. */
    public static final int CANDIDATES_SHOWN = 20;

    /** Words kept for each step. */
    public static final int WORDS_SHOWN = 40;

    /** Symbols kept of each word. */
    public static final int SYMBOLS_SHOWN = 200;

    public MergeTraining {
        alphabet = List.copyOf(alphabet);
        corpus = List.copyOf(corpus);
        steps = List.copyOf(steps);
        vocabulary = List.copyOf(vocabulary);
    }
}
