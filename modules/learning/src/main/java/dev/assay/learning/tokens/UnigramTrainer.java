package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Learns a Unigram vocabulary by taking tokens away: it starts from too many, and drops, step by step, the share whose loss
 * hurts the least, never a single character.
 *
 * <p>The loss is {@code - sum over words of count * ln P(word)} with the best way to cut each word. As in Hugging Face's
 * course, the count of a token is how often its characters occur in the corpus and stays what it was; probabilities are the
 * shares of the counts that are left. SentencePiece instead estimates the counts anew with all ways to cut a word
 * (expectation and maximisation), so its vocabularies differ.
 */
public final class UnigramTrainer {
    /** Words times candidates times steps that one training may look at. */
    static final long MOST_WORK = 20_000_000;

    private UnigramTrainer() {}

    /**
     * What one token is good for.
     *
     * @param count        how often its characters occur in the corpus
     * @param probability  its share of all counts
     * @param removable    whether it has more than one character
     * @param lossIncrease what the loss grows by without it; 0 when not removable
     */
    public record Candidate(String token, long count, double probability, boolean removable, double lossIncrease) {}

    /** A word of the corpus as it is cut at that moment, and the probability of that. */
    public record Piece(String word, long count, List<String> tokens, double probability, boolean equallyGood) {}

    /**
     * One step.
     *
     * @param number     counted from 1
     * @param totalCount the sum of all counts
     * @param loss       before anything is taken away
     * @param candidates the vocabulary, in its order
     * @param corpus     the words before anything is taken away, the first {@value MergeTraining#WORDS_SHOWN}
     * @param removed    tokens taken away, those that hurt least first; equally good ones in the order of the vocabulary
     */
    public record Step(
            int number,
            long totalCount,
            double loss,
            List<Candidate> candidates,
            List<Piece> corpus,
            List<String> removed) {}

    /**
     * A training to be replayed.
     *
     * @param steps  each takes something away
     * @param counts tokens that are left with their counts
     * @param loss   with them
     */
    public record Trained(List<Step> steps, SequencedMap<String, Long> counts, double loss) {
        /** The tokenizer of what is left. */
        public Unigram tokenizer() {
            return Unigram.ofCounts(counts);
        }
    }

    /**
     * All parts of words that are shorter than their word, and all characters, in the order in which they are first met
     * by beginning and length; with how often each occurs, in whole words too.
     *
     * @param longest characters of the longest part
     */
    public static SequencedMap<String, Long> substrings(Corpus corpus, int longest) {
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        Set<String> proper = new HashSet<>();
        for (Corpus.Word word : corpus.words()) {
            int[] characters = word.text().codePoints().toArray();
            for (int from = 0; from < characters.length; from++) {
                for (int to = from + 1; to <= Math.min(characters.length, from + longest); to++) {
                    String part = new String(characters, from, to - from);
                    counts.merge(part, word.count(), Long::sum);
                    if (to - from < characters.length || characters.length == 1) {
                        proper.add(part);
                    }
                }
            }
        }
        counts.keySet().retainAll(proper);
        return counts;
    }

    /**
     * Trains on a corpus, which should be cut into words.
     *
     * @param initial the vocabulary to start from, with counts, such as from {@link #substrings}
     * @param target  stops when no more tokens than these are left, or only characters
     * @param share   which part of the removable tokens goes in a step, above 0 to 1; always at least one
     * @throws IllegalArgumentException when corpus times vocabulary is too much for a page to wait for
     */
    public static Trained train(Corpus corpus, SequencedMap<String, Long> initial, int target, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "The share to take away in a step is above 0 and at most 1, not " + share + ".");
        }
        SequencedMap<String, Long> counts = new LinkedHashMap<>(initial);
        List<Step> steps = new ArrayList<>();
        long work = 0;
        while (counts.size() > target && counts.keySet().stream().anyMatch(UnigramTrainer::removable)) {
            work += (long) corpus.words().size() * counts.size();
            if (work > MOST_WORK) {
                throw new IllegalArgumentException("The corpus has "
                        + corpus.words().size() + " different words and the vocabulary " + initial.size()
                        + " tokens, too much for one training; nothing was trained. Take a shorter text, shorter"
                        + " tokens or a larger share.");
            }
            Step step = step(steps.size() + 1, corpus, counts, target, share);
            steps.add(step);
            step.removed().forEach(counts::remove);
        }
        return new Trained(List.copyOf(steps), counts, loss(corpus, Unigram.ofCounts(counts)));
    }

    /** {@code - sum of count * ln P(word)}. */
    public static double loss(Corpus corpus, Unigram model) {
        double loss = 0;
        for (Corpus.Word word : corpus.words()) {
            loss -= word.count() * model.segment(word.text()).logProbability();
        }
        return loss;
    }

    private static boolean removable(String token) {
        return token.codePointCount(0, token.length()) > 1;
    }

    private static Step step(int number, Corpus corpus, SequencedMap<String, Long> counts, int target, double share) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        SequencedMap<String, Double> logarithms = new LinkedHashMap<>();
        counts.forEach((token, count) -> logarithms.put(token, Math.log((double) count / total)));
        Unigram model = new Unigram(logarithms);
        List<Piece> pieces = new ArrayList<>();
        Map<String, Double> increases = new LinkedHashMap<>();
        double loss = 0;
        for (Corpus.Word word : corpus.words()) {
            Unigram.Segmentation cut = model.segment(word.text());
            loss -= word.count() * cut.logProbability();
            if (pieces.size() < MergeTraining.WORDS_SHOWN) {
                pieces.add(new Piece(word.text(), word.count(), cut.tokens(), cut.probability(), cut.equallyGood()));
            }
            // Only the words that use a token become worse without it.
            for (String token : Set.copyOf(cut.tokens())) {
                if (removable(token)) {
                    double without = model.segment(word.text(), token).logProbability();
                    increases.merge(token, word.count() * (cut.logProbability() - without), Double::sum);
                }
            }
        }
        List<Candidate> candidates = counts.entrySet().stream()
                .map(entry -> new Candidate(
                        entry.getKey(),
                        entry.getValue(),
                        (double) entry.getValue() / total,
                        removable(entry.getKey()),
                        increases.getOrDefault(entry.getKey(), 0.0)))
                .toList();
        List<Candidate> weakest = candidates.stream()
                .filter(Candidate::removable)
                .sorted(Comparator.comparingDouble(Candidate::lossIncrease))
                .toList();
        int most = Math.max(1, (int) (share * weakest.size()));
        List<String> removed = weakest.stream()
                .limit(Math.min(most, counts.size() - target))
                .map(Candidate::token)
                .toList();
        return new Step(number, total, loss, candidates, List.copyOf(pieces), removed);
    }
}
