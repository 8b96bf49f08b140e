package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.List;

/** Every character, that is every Unicode code point, is a token; its number is the code point. */
public final class Characters implements Tokenizer {
    @Override
    public String name() {
        return "characters";
    }

    @Override
    public int vocabularySize() {
        return -1;
    }

    @Override
    public Tokenization encode(String given) {
        String text = Texts.wellFormed(given);
        List<Token> tokens = new ArrayList<>();
        int bytes = 0;
        for (int unit = 0; unit < text.length(); ) {
            int character = text.codePointAt(unit);
            int end = unit + Character.charCount(character);
            int byteEnd = bytes + Texts.bytes(character);
            tokens.add(new Token(character, Character.toString(character), unit, end, bytes, byteEnd, false));
            unit = end;
            bytes = byteEnd;
        }
        return new Tokenization(name(), text, tokens);
    }

    /** The text of a list of code points. */
    public String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            if (!Character.isValidCodePoint(id)) {
                throw new IllegalArgumentException(id + " is not the number of a Unicode character.");
            }
            text.appendCodePoint(id);
        }
        return text.toString();
    }
}
