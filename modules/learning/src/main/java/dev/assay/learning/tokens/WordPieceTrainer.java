package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns WordPiece by merges of the pair with the greatest {@code count(ab) / (count(a) * count(b))}: the pair whose parts
 * are seen together most often for how often each is seen at all. A description in courses; the program that made BERT's
 * vocabulary was never published.
 */
public final class WordPieceTrainer {
    private static final String PREFIX = "##";

    private WordPieceTrainer() {}

    /**
     * Trains on a corpus, which should be cut into words.
     *
     * @param merges       most merges; stops earlier when no pair is frequent enough
     * @param minimumCount how often a pair must occur to be merged; at least 1
     * @throws IllegalArgumentException when corpus times merges is too much for a page to wait for
     */
    public static MergeTraining train(Corpus corpus, int merges, long minimumCount, TieRule tieRule) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        List<String> alphabet = corpus.words().stream()
                .flatMap(word -> symbols(word.text()).stream())
                .distinct()
                .sorted()
                .toList();
        alphabet.forEach(symbol -> ids.put(symbol, ids.size()));
        int[][] words = new int[corpus.words().size()][];
        for (int w = 0; w < words.length; w++) {
            words[w] = symbols(corpus.words().get(w).text()).stream()
                    .mapToInt(ids::get)
                    .toArray();
        }
        List<String> labels = new ArrayList<>(alphabet);
        return new MergeLoop(
                        corpus,
                        alphabet,
                        words,
                        tieRule,
                        (count, left, right) -> count / ((double) left * right),
                        (left, right) -> {
                            String label = labels.get(left) + labels.get(right).substring(PREFIX.length());
                            if (!ids.containsKey(label)) {
                                ids.put(label, labels.size());
                                labels.add(label);
                            }
                            return label;
                        })
                .run("WordPiece", merges, Math.max(1, minimumCount), true, new ArrayList<>());
    }

    private static List<String> symbols(String word) {
        List<String> symbols = new ArrayList<>();
        word.codePoints()
                .forEach(character -> symbols.add((symbols.isEmpty() ? "" : PREFIX) + Character.toString(character)));
        return symbols;
    }
}
