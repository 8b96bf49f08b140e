package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Words over a closed vocabulary: a run of letters, digits and combining marks, or any other single character that is not
 * white space. White space is dropped, so the text cannot be had back. A word that the vocabulary lacks becomes
 * {@value #UNKNOWN}, whatever it meant: the reason why models cut words into pieces.
 */
public final class Words implements Tokenizer {
    /** Stands for every word that is not in the vocabulary; its number is 0. */
    public static final String UNKNOWN = "<unk>";

    private final SequencedMap<String, Integer> vocabulary = new LinkedHashMap<>();

    /** A vocabulary in a given order, numbered from 1; repeated words count once. */
    public Words(Collection<String> vocabulary) {
        this.vocabulary.put(UNKNOWN, 0);
        for (String word : vocabulary) {
            this.vocabulary.putIfAbsent(word, this.vocabulary.size());
        }
    }

    /** The words of a text by falling frequency, equally frequent ones in the order of the text, at most {@code size}. */
    public static Words of(String corpus, int size) {
        SequencedMap<String, Integer> counts = new LinkedHashMap<>();
        for (int[] span : spans(Texts.wellFormed(corpus))) {
            counts.merge(corpus.substring(span[0], span[1]), 1, Integer::sum);
        }
        return new Words(counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(size)
                .map(Map.Entry::getKey)
                .toList());
    }

    @Override
    public String name() {
        return "words";
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public Tokenization encode(String given) {
        String text = Texts.wellFormed(given);
        List<Token> tokens = new ArrayList<>();
        int unit = 0;
        int bytes = 0;
        for (int[] span : spans(text)) {
            bytes += bytes(text, unit, span[0]);
            int byteEnd = bytes + bytes(text, span[0], span[1]);
            String word = text.substring(span[0], span[1]);
            Integer id = vocabulary.get(word);
            tokens.add(new Token(
                    id == null ? 0 : id, id == null ? UNKNOWN : word, span[0], span[1], bytes, byteEnd, false));
            unit = span[1];
            bytes = byteEnd;
        }
        return new Tokenization(name(), text, tokens);
    }

    private static int bytes(String text, int from, int to) {
        int bytes = 0;
        for (int unit = from; unit < to; ) {
            int character = text.codePointAt(unit);
            bytes += Texts.bytes(character);
            unit += Character.charCount(character);
        }
        return bytes;
    }

    private static List<int[]> spans(String text) {
        List<int[]> spans = new ArrayList<>();
        for (int unit = 0; unit < text.length(); ) {
            int start = unit;
            int character = text.codePointAt(unit);
            unit += Character.charCount(character);
            if (Texts.isWhiteSpace(character)) {
                continue;
            }
            while (inWord(character) && unit < text.length() && inWord(text.codePointAt(unit))) {
                unit += Character.charCount(text.codePointAt(unit));
            }
            spans.add(new int[] {start, unit});
        }
        return spans;
    }

    private static boolean inWord(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(character);
        };
    }
}
