package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The loop that byte pairs and WordPiece share: count all pairs, take the best, merge it everywhere, begin again. Each
 * step counts anew, so that what it shows is what was counted; {@link #MOST_WORK} keeps that affordable.
 */
final class MergeLoop {
    /** Symbols of different words times steps that one training may look at. */
    static final long MOST_WORK = 100_000_000;

    private final Corpus corpus;
    private final List<String> labels;
    private final Map<String, Integer> ids = new HashMap<>();
    private final int[][] words;
    private final TieRule tieRule;
    private final Score score;
    private final Join join;

    /** What a pair is worth. */
    @FunctionalInterface
    interface Score {
        double of(long count, long leftCount, long rightCount);
    }

    /** How the symbol of a merged pair is spelled. */
    @FunctionalInterface
    interface Join {
        String label(int left, int right);
    }

    /** A merge that was made, by numbers. */
    record Merge(int left, int right, int id) {}

    private record Pair(int left, int right) {}

    private record Candidate(Pair pair, PairScore score) {}

    MergeLoop(Corpus corpus, List<String> alphabet, int[][] words, TieRule tieRule, Score score, Join join) {
        this.corpus = corpus;
        this.labels = new ArrayList<>(alphabet);
        for (int id = 0; id < alphabet.size(); id++) {
            ids.putIfAbsent(alphabet.get(id), id);
        }
        this.words = words;
        this.tieRule = tieRule;
        this.score = score;
        this.join = join;
    }

    /**
     * Runs it.
     *
     * @param merges    receives the merges
     * @param mergeSame whether a symbol that is spelled like an old one is the old one
     */
    MergeTraining run(String algorithm, int steps, long minimumCount, boolean mergeSame, List<Merge> merges) {
        checkWork(steps);
        List<String> alphabet = List.copyOf(labels);
        List<MergeStep.Piece> before = shown();
        long tokensBefore = tokens();
        List<MergeStep> made = new ArrayList<>();
        while (made.size() < steps) {
            List<Candidate> candidates = candidates(minimumCount);
            if (candidates.isEmpty()) {
                break;
            }
            Candidate best = candidates.getFirst();
            String label = join.label(best.pair().left(), best.pair().right());
            int id = mergeSame ? ids.getOrDefault(label, labels.size()) : labels.size();
            if (id == labels.size()) {
                labels.add(label);
                ids.putIfAbsent(label, id);
            }
            merges.add(new Merge(best.pair().left(), best.pair().right(), id));
            apply(best.pair(), id);
            made.add(new MergeStep(
                    made.size() + 1,
                    candidates.stream()
                            .limit(MergeTraining.CANDIDATES_SHOWN)
                            .map(Candidate::score)
                            .toList(),
                    candidates.size(),
                    (int) candidates.stream()
                            .filter(other ->
                                    other.score().score() == best.score().score())
                            .count(),
                    best.score(),
                    label,
                    id,
                    shown(),
                    labels.size(),
                    tokens()));
        }
        return new MergeTraining(algorithm, tieRule, alphabet, before, tokensBefore, made, labels);
    }

    private void checkWork(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("The number of merges cannot be negative.");
        }
        long symbols = 0;
        for (int[] word : words) {
            symbols += word.length;
        }
        if (symbols * steps > MOST_WORK) {
            throw new IllegalArgumentException("The corpus has " + symbols
                    + " symbols in its different words, too many for "
                    + steps + " merges; nothing was trained. Take a shorter text, or at most " + MOST_WORK / symbols
                    + " merges.");
        }
    }

    private List<Candidate> candidates(long minimumCount) {
        long[] symbolCounts = new long[labels.size()];
        SequencedMap<Pair, long[]> pairs = new LinkedHashMap<>();
        for (int w = 0; w < words.length; w++) {
            long count = corpus.words().get(w).count();
            int[] word = words[w];
            for (int i = 0; i < word.length; i++) {
                symbolCounts[word[i]] += count;
                if (i + 1 < word.length) {
                    pairs.computeIfAbsent(new Pair(word[i], word[i + 1]), pair -> new long[1])[0] += count;
                }
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        pairs.forEach((pair, count) -> {
            if (count[0] >= minimumCount) {
                long left = symbolCounts[pair.left()];
                long right = symbolCounts[pair.right()];
                candidates.add(new Candidate(
                        pair,
                        new PairScore(
                                labels.get(pair.left()),
                                labels.get(pair.right()),
                                count[0],
                                left,
                                right,
                                score.of(count[0], left, right))));
            }
        });
        // A stable sort leaves equally good pairs as they were met.
        Comparator<Candidate> order = Comparator.comparingDouble(
                (Candidate candidate) -> -candidate.score().score());
        if (tieRule == TieRule.SMALLEST_NUMBERS) {
            order = order.thenComparingInt(candidate -> candidate.pair().left())
                    .thenComparingInt(candidate -> candidate.pair().right());
        }
        candidates.sort(order);
        return candidates;
    }

    private void apply(Pair pair, int id) {
        for (int w = 0; w < words.length; w++) {
            int[] word = words[w];
            int[] merged = new int[word.length];
            int length = 0;
            for (int i = 0; i < word.length; i++) {
                boolean here = i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right();
                merged[length++] = here ? id : word[i];
                i += here ? 1 : 0;
            }
            if (length < word.length) {
                words[w] = Arrays.copyOf(merged, length);
            }
        }
    }

    private long tokens() {
        long tokens = 0;
        for (int w = 0; w < words.length; w++) {
            tokens += corpus.words().get(w).count() * words[w].length;
        }
        return tokens;
    }

    private List<MergeStep.Piece> shown() {
        List<MergeStep.Piece> pieces = new ArrayList<>();
        for (int w = 0; w < Math.min(words.length, MergeTraining.WORDS_SHOWN); w++) {
            List<String> symbols = new ArrayList<>();
            for (int i = 0; i < Math.min(words[w].length, MergeTraining.SYMBOLS_SHOWN); i++) {
                symbols.add(labels.get(words[w][i]));
            }
            Corpus.Word word = corpus.words().get(w);
            pieces.add(new MergeStep.Piece(shown(word.text()), word.count(), symbols));
        }
        return pieces;
    }

    private static String shown(String word) {
        int characters = word.codePointCount(0, word.length());
        return characters <= MergeTraining.SYMBOLS_SHOWN
                ? word
                : word.substring(0, word.offsetByCodePoints(0, MergeTraining.SYMBOLS_SHOWN)) + "\u2026";
    }
}
