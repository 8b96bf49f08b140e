package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A text in tokens.
 *
 * @param tokenizer which tokenizer cut it
 * @param text      what was cut; a lone half of a surrogate pair, which no Unicode text has, was replaced by U+FFFD
 * @param tokens    in the order of the text
 */
public record Tokenization(String tokenizer, String text, List<Token> tokens) {
    public Tokenization {
        tokens = List.copyOf(tokens);
    }

    /** The numbers that a model gets. */
    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }

    /** The bytes of the text that each token covers; empty for tokens that were added. */
    public List<byte[]> bytes() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            pieces.add(Arrays.copyOfRange(utf8, token.byteStart(), token.byteEnd()));
        }
        return pieces;
    }

    /** The same bytes in lower-case hexadecimal, two digits each, with blanks between them. */
    public List<String> hex() {
        HexFormat format = HexFormat.ofDelimiter(" ");
        return bytes().stream().map(format::formatHex).toList();
    }

    /** Characters as Unicode counts them: code points. */
    public int characters() {
        return text.codePointCount(0, text.length());
    }

    /** {@code 1000 * tokens / characters}; 0 for an empty text. */
    public double tokensPerThousandCharacters() {
        return text.isEmpty() ? 0 : 1000.0 * tokens.size() / characters();
    }

    /**
     * Fertility: how many tokens each word of the text became, in order. Words are the runs between white space; a token
     * belongs to the word that holds its last code unit that is not white space, and one of nothing else to none.
     */
    public int[] tokensPerWord() {
        int[] wordOfUnit = new int[text.length()];
        int words = 0;
        boolean inside = false;
        for (int unit = 0; unit < text.length(); unit++) {
            boolean white = Texts.isWhiteSpace(text.charAt(unit));
            if (!white && !inside) {
                words++;
            }
            inside = !white;
            wordOfUnit[unit] = white ? -1 : words - 1;
        }
        int[] fertility = new int[words];
        for (Token token : tokens) {
            int last = token.end() - 1;
            while (last >= token.start() && wordOfUnit[last] < 0) {
                last--;
            }
            if (last >= token.start()) {
                fertility[wordOfUnit[last]]++;
            }
        }
        return fertility;
    }
}
