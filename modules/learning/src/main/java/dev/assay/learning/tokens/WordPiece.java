package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts each word into the longest pieces that the vocabulary has, from its beginning; pieces behind the first are spelled
 * with a prefix. A word that cannot be cut to its end, or that is too long, becomes the unknown token as a whole.
 *
 * <p>Source: Schuster, Nakajima, Japanese and Korean Voice Search, 2012; the limits are those of Hugging Face's
 * {@code WordPiece} model.
 */
public final class WordPiece implements Tokenizer {
    /** Characters of a word from which on it is not looked at, where the file does not say. */
    static final int LONGEST_WORD = 100;

    private final Map<String, Integer> vocabulary;
    private final Parts parts;
    private final int longestPiece;
    private final @Nullable Pattern specialPattern;

    /**
     * What a file says beside the vocabulary.
     *
     * @param unknown     spelling of the unknown token
     * @param prefix      in front of pieces that continue a word
     * @param longestWord words of more characters become unknown
     * @param text        preparation of the text
     * @param specials    control tokens with their numbers
     * @param before      control tokens put in front of every text
     * @param after       control tokens put behind every text
     */
    public record Parts(
            String unknown,
            String prefix,
            int longestWord,
            BertText text,
            SequencedMap<String, Integer> specials,
            List<String> before,
            List<String> after) {}

    /** A vocabulary with the parts that go with it. */
    public WordPiece(Map<String, Integer> vocabulary, Parts parts) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.parts = parts;
        this.longestPiece =
                vocabulary.keySet().stream().mapToInt(String::length).max().orElse(1);
        this.specialPattern = parts.specials().isEmpty()
                ? null
                : Pattern.compile(
                        parts.specials().keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** A vocabulary without control tokens, numbered in its order; the unknown token {@code [UNK]} comes behind it. */
    public static WordPiece of(Collection<String> vocabulary) {
        Map<String, Integer> numbered = new LinkedHashMap<>();
        vocabulary.forEach(piece -> numbered.putIfAbsent(piece, numbered.size()));
        numbered.putIfAbsent("[UNK]", numbered.size());
        return new WordPiece(
                numbered,
                new Parts("[UNK]", "##", LONGEST_WORD, BertText.UNCASED, new LinkedHashMap<>(), List.of(), List.of()));
    }

    @Override
    public String name() {
        return "WordPiece";
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** Control tokens with their numbers. */
    public SequencedMap<String, Integer> specials() {
        return new LinkedHashMap<>(parts.specials());
    }

    /** The number of a piece, or -1. */
    public int id(String piece) {
        return vocabulary.getOrDefault(piece, -1);
    }

    /** Cuts a text without adding tokens to it; control tokens in it are plain text. */
    @Override
    public Tokenization encode(String text) {
        return encode(text, SpecialText.PLAIN, false);
    }

    /**
     * Cuts a text.
     *
     * @param frame whether to add the control tokens that the model expects in front and behind
     * @throws SpecialTokenInText when it spells a control token and {@code mode} is {@link SpecialText#REFUSED}
     */
    public Tokenization encode(String given, SpecialText mode, boolean frame) {
        String text = Texts.wellFormed(given);
        List<Token> tokens = new ArrayList<>();
        ByteCursor bytes = new ByteCursor(text);
        if (frame) {
            parts.before().forEach(special -> tokens.add(new Token(id(special), special, 0, 0, 0, 0, true)));
        }
        int unit = 0;
        Matcher matcher = specialPattern == null || mode == SpecialText.PLAIN ? null : specialPattern.matcher(text);
        while (matcher != null && matcher.find()) {
            if (mode == SpecialText.REFUSED) {
                throw new SpecialTokenInText(matcher.group(), matcher.start());
            }
            plain(text, unit, matcher.start(), bytes, tokens);
            int id = parts.specials().getOrDefault(matcher.group(), -1);
            tokens.add(bytes.token(id, matcher.group(), matcher.start(), matcher.end(), true));
            unit = matcher.end();
        }
        plain(text, unit, text.length(), bytes, tokens);
        if (frame) {
            int end = text.length();
            int byteEnd = bytes.at(end);
            parts.after()
                    .forEach(special -> tokens.add(new Token(id(special), special, end, end, byteEnd, byteEnd, true)));
        }
        return new Tokenization(name(), text, tokens);
    }

    private void plain(String text, int from, int to, ByteCursor bytes, List<Token> tokens) {
        for (BertText.Word word : parts.text().words(text, from, to)) {
            int first = tokens.size();
            int length = word.length();
            int at = length > parts.longestWord() ? -1 : 0;
            while (at >= 0 && at < length) {
                int end = longest(word, at);
                if (end < 0) {
                    at = -1;
                    break;
                }
                String piece = piece(word, at, end);
                tokens.add(bytes.token(id(piece), piece, word.start(at), word.end(end - 1), false));
                at = end;
            }
            if (at < 0) {
                tokens.subList(first, tokens.size()).clear();
                tokens.add(
                        bytes.token(id(parts.unknown()), parts.unknown(), word.start(0), word.end(length - 1), false));
            }
        }
    }

    /** End of the longest piece from a place on, or -1. */
    private int longest(BertText.Word word, int at) {
        for (int end = Math.min(word.length(), at + longestPiece); end > at; end--) {
            if (vocabulary.containsKey(piece(word, at, end))) {
                return end;
            }
        }
        return -1;
    }

    private String piece(BertText.Word word, int from, int to) {
        String characters = word.text(from, to);
        return from > 0 ? parts.prefix() + characters : characters;
    }

    /** Counts bytes along a text; asked for places that mostly grow. */
    private static final class ByteCursor {
        private final String text;
        private int unit;
        private int bytes;

        ByteCursor(String text) {
            this.text = text;
        }

        int at(int place) {
            if (place < unit) {
                bytes -= text.substring(place, unit).getBytes(StandardCharsets.UTF_8).length;
            } else {
                bytes += text.substring(unit, place).getBytes(StandardCharsets.UTF_8).length;
            }
            unit = place;
            return bytes;
        }

        Token token(int id, String spelling, int start, int end, boolean special) {
            int byteStart = at(start);
            return new Token(id, spelling, start, end, byteStart, at(end), special);
        }
    }
}
