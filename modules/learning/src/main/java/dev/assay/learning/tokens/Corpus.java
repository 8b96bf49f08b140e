package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a tokenizer is trained on: different pieces of text with how often each occurs, in the order in which they were
 * first met. That order decides between candidates that are equally good.
 */
public record Corpus(List<Word> words) {
    public Corpus {
        words = List.copyOf(words);
    }

    /**
     * A piece of text.
     *
     * @param count how often it occurs; at least 1
     */
    public record Word(String text, long count) {
        public Word {
            if (text.isEmpty() || count < 1) {
                throw new IllegalArgumentException("A word of a corpus has at least one character and one occurrence.");
            }
        }
    }

    /** Counts the pieces of a text. */
    public static Corpus of(String text, Split split) {
        String whole = Texts.wellFormed(text);
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        for (int[] span : split.spans(whole)) {
            counts.merge(whole.substring(span[0], span[1]), 1L, Long::sum);
        }
        List<Word> words = new ArrayList<>();
        counts.forEach((word, count) -> words.add(new Word(word, count)));
        return new Corpus(words);
    }
}
