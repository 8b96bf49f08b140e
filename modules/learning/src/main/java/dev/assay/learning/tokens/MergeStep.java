package dev.assay.learning.tokens;

import java.util.List;

/**
 * One step of a training: the candidates, the choice, and the corpus behind it.
 *
 * @param number         counted from 1
 * @param candidates     the best pairs, best first, equally good ones in the order of the tie rule; at most
 *                       {@value MergeTraining#CANDIDATES_SHOWN}
 * @param candidateCount how many different pairs there were
 * @param tied           how many of them share the best score; above 1 the tie rule decided
 * @param chosen         the pair that was merged, the first of the candidates
 * @param symbol         what it became
 * @param id             number of the new symbol; that of an old one when it is spelled the same
 * @param corpus         the words behind the merge, the first {@value MergeTraining#WORDS_SHOWN}
 * @param vocabularySize symbols known behind the merge
 * @param corpusTokens   tokens of the whole corpus behind the merge
 */
public record MergeStep(
        int number,
        List<PairScore> candidates,
        int candidateCount,
        int tied,
        PairScore chosen,
        String symbol,
        int id,
        List<Piece> corpus,
        int vocabularySize,
        long corpusTokens) {
    public MergeStep {
        candidates = List.copyOf(candidates);
        corpus = List.copyOf(corpus);
    }

    /**
     * A word of the corpus as it is cut at that moment.
     *
     * @param word    its text; of a longer one the beginning and an ellipsis
     * @param symbols the first {@value MergeTraining#SYMBOLS_SHOWN}
     */
    public record Piece(String word, long count, List<String> symbols) {
        public Piece {
            symbols = List.copyOf(symbols);
        }
    }
}
