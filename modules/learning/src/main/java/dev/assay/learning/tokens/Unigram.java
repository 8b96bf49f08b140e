package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Tokens that are drawn independently of each other: the probability of a way to cut a text is the product of those of its
 * tokens, and the way with the greatest is taken, found by the Viterbi algorithm. Of ways equally probable, the one whose
 * last token begins first is taken.
 *
 * <p>Source: Kudo, Subword Regularization, 2018. A character that no token covers becomes {@value #UNKNOWN} with the
 * logarithm of the least probable token minus 10, as SentencePiece has it ({@code unigram_model.cc}).
 */
public final class Unigram implements Tokenizer {
    /** Stands for a character that the vocabulary lacks. */
    public static final String UNKNOWN = "<unk>";

    private static final double UNKNOWN_PENALTY = 10.0;

    private final SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    private final Map<String, Double> logarithms;
    private final double unknown;
    private final int longest;

    /**
     * How a text was cut.
     *
     * @param logProbability natural logarithm of its probability; of an empty text 0
     * @param equallyGood    whether another way to cut it has the same probability, but for rounding
     * @param lattice        for each place behind a character, the best way to get there
     */
    public record Segmentation(List<String> tokens, double logProbability, boolean equallyGood, List<Best> lattice) {
        public Segmentation {
            tokens = List.copyOf(tokens);
            lattice = List.copyOf(lattice);
        }

        /** {@code exp(logProbability)}. */
        public double probability() {
            return Math.exp(logProbability);
        }
    }

    /**
     * The best way to a place of the text.
     *
     * @param end            characters before that place
     * @param last           the token that ends there
     * @param logProbability of everything up to there
     */
    public record Best(int end, String last, double logProbability) {}

    /** A vocabulary with natural logarithms of probabilities; numbered in its order. */
    public Unigram(SequencedMap<String, Double> logProbabilities) {
        if (logProbabilities.isEmpty() || logProbabilities.containsKey("")) {
            throw new IllegalArgumentException("A vocabulary has at least one token, and none of them is empty.");
        }
        this.logarithms = new HashMap<>(logProbabilities);
        logProbabilities.keySet().forEach(token -> ids.put(token, ids.size()));
        this.unknown = logProbabilities.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElseThrow()
                - UNKNOWN_PENALTY;
        this.longest = logProbabilities.keySet().stream()
                .mapToInt(token -> token.codePointCount(0, token.length()))
                .max()
                .orElseThrow();
    }

    /** Probabilities as shares of counts. */
    public static Unigram ofCounts(SequencedMap<String, Long> counts) {
        double total = counts.values().stream().mapToLong(Long::longValue).sum();
        SequencedMap<String, Double> logarithms = new LinkedHashMap<>();
        counts.forEach((token, count) -> logarithms.put(token, Math.log(count / total)));
        return new Unigram(logarithms);
    }

    @Override
    public String name() {
        return "Unigram";
    }

    @Override
    public int vocabularySize() {
        return ids.size();
    }

    /** The best way to cut a text. Takes time in proportion to its length. */
    public Segmentation segment(String text) {
        return segment(text, "");
    }

    /** The best way without one token, the others as probable as before; {@code ""} leaves none out. */
    Segmentation segment(String text, String without) {
        Path path = new Path(text, without);
        List<Best> lattice = new ArrayList<>();
        for (int end = 1; end < path.best.length; end++) {
            lattice.add(new Best(end, path.last(end), path.best[end]));
        }
        int end = path.best.length - 1;
        return new Segmentation(path.tokens(), path.best[end], path.tied[end], lattice);
    }

    /** Best ways to all places of a text. */
    private final class Path {
        private final int[] text;
        private final double[] best;
        private final int[] start;
        private final boolean[] tied;

        Path(String given, String without) {
            text = Texts.wellFormed(given).codePoints().toArray();
            best = new double[text.length + 1];
            start = new int[text.length + 1];
            tied = new boolean[text.length + 1];
            Arrays.fill(best, Double.NEGATIVE_INFINITY);
            best[0] = 0;
            for (int from = 0; from < text.length; from++) {
                for (int to = from + 1; to <= Math.min(text.length, from + longest); to++) {
                    String token = new String(text, from, to - from);
                    Double logarithm = token.equals(without) ? null : logarithms.get(token);
                    if (logarithm == null && to == from + 1) {
                        logarithm = unknown;
                    }
                    if (logarithm != null) {
                        offer(from, to, best[from] + logarithm);
                    }
                }
            }
        }

        private void offer(int from, int to, double candidate) {
            double tolerance = 1e-12 * Math.max(1, Math.abs(candidate));
            if (Math.abs(candidate - best[to]) <= tolerance) {
                tied[to] = true;
            } else if (candidate > best[to]) {
                best[to] = candidate;
                start[to] = from;
                tied[to] = tied[from];
            }
        }

        String last(int end) {
            return new String(text, start[end], end - start[end]);
        }

        List<String> tokens() {
            List<String> tokens = new ArrayList<>();
            for (int end = text.length; end > 0; end = start[end]) {
                tokens.add(last(end));
            }
            return tokens.reversed();
        }
    }

    /** Cuts a text; every character, the blank too, must be in the vocabulary or becomes unknown. */
    @Override
    public Tokenization encode(String given) {
        String text = Texts.wellFormed(given);
        List<Token> tokens = new ArrayList<>();
        int unit = 0;
        int byteAt = 0;
        for (String piece : new Path(text, "").tokens()) {
            int end = unit + piece.length();
            int byteEnd = byteAt + piece.codePoints().map(Texts::bytes).sum();
            Integer id = ids.get(piece);
            tokens.add(
                    new Token(id == null ? -1 : id, id == null ? UNKNOWN : piece, unit, end, byteAt, byteEnd, false));
            unit = end;
            byteAt = byteEnd;
        }
        return new Tokenization(name(), text, tokens);
    }
}
