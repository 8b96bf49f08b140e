package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Learns byte pairs: the pair that stands side by side most often becomes a symbol, again and again. */
public final class PairTrainer {
    private PairTrainer() {}

    /** The steps, and the tokenizer that they make. */
    public record Trained(MergeTraining training, PairEncoding tokenizer) {}

    /**
     * Trains on a corpus.
     *
     * @param split        how texts will be cut before they are encoded; cut the corpus alike
     * @param merges       most merges to learn; stops earlier when no pair is frequent enough
     * @param minimumCount how often a pair must occur to be merged; at least 1
     * @throws IllegalArgumentException when corpus times merges is too much for a page to wait for
     */
    public static Trained train(
            Corpus corpus,
            PairEncoding.Alphabet alphabet,
            Split split,
            int merges,
            long minimumCount,
            TieRule tieRule) {
        List<byte[]> spellings = new ArrayList<>();
        int[][] words =
                alphabet == PairEncoding.Alphabet.BYTES ? bytes(corpus, spellings) : characters(corpus, spellings);
        List<MergeLoop.Merge> learnt = new ArrayList<>();
        MergeTraining training = new MergeLoop(
                        corpus,
                        spellings.stream().map(Spelling::of).toList(),
                        words,
                        tieRule,
                        (count, left, right) -> count,
                        (left, right) -> {
                            // Two different pairs may spell the same; each is a symbol of its own, with its own rank.
                            spellings.add(Texts.join(List.of(spellings.get(left), spellings.get(right))));
                            return Spelling.of(spellings.getLast());
                        })
                .run("BPE", merges, Math.max(1, minimumCount), false, learnt);
        List<PairEncoding.Merge> ranked = learnt.stream()
                .map(merge -> new PairEncoding.Merge(merge.left(), merge.right(), merge.id()))
                .toList();
        return new Trained(training, new PairEncoding(alphabet, split, spellings, ranked));
    }

    private static int[][] bytes(Corpus corpus, List<byte[]> spellings) {
        for (int value = 0; value < 256; value++) {
            spellings.add(new byte[] {(byte) value});
        }
        int[][] words = new int[corpus.words().size()][];
        for (int w = 0; w < words.length; w++) {
            byte[] utf8 = corpus.words().get(w).text().getBytes(StandardCharsets.UTF_8);
            words[w] = new int[utf8.length];
            for (int i = 0; i < utf8.length; i++) {
                words[w][i] = utf8[i] & 0xff;
            }
        }
        return words;
    }

    private static int[][] characters(Corpus corpus, List<byte[]> spellings) {
        Map<Integer, Integer> ids = new HashMap<>();
        corpus.words().stream()
                .flatMapToInt(word -> word.text().codePoints())
                .distinct()
                .sorted()
                .forEach(character -> {
                    ids.put(character, spellings.size());
                    spellings.add(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                });
        int[][] words = new int[corpus.words().size()][];
        for (int w = 0; w < words.length; w++) {
            words[w] = corpus.words().get(w).text().codePoints().map(ids::get).toArray();
        }
        return words;
    }
}
