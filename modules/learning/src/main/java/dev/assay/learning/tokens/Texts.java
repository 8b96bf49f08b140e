package dev.assay.learning.tokens;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the bytes of a text stand in it. */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private final String text;
    private final int length;
    /** For each byte the first code unit of the character it belongs to. */
    private final int[] unitOfByte;

    /** Looks once over a well-formed text. */
    Texts(String text) {
        this.text = text;
        this.length = text.getBytes(StandardCharsets.UTF_8).length;
        this.unitOfByte = new int[length];
        int at = 0;
        for (int unit = 0; unit < text.length(); ) {
            int character = text.codePointAt(unit);
            for (int i = bytes(character); i > 0; i--) {
                unitOfByte[at++] = unit;
            }
            unit += Character.charCount(character);
        }
    }

    /** The text with every lone half of a surrogate pair replaced; of the same length. */
    static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!Character.isSurrogate(unit)) {
                continue;
            }
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (repaired == null) {
                repaired = new StringBuilder(text);
            }
            repaired.setCharAt(i, REPLACEMENT);
        }
        return repaired == null ? text : repaired.toString();
    }

    /** Length of a character in UTF-8. */
    static int bytes(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 4;
    }

    /** The Unicode property White_Space, all of which lies in the basic plane. */
    static boolean isWhiteSpace(int character) {
        return (character >= 0x9 && character <= 0xD)
                || character == 0x20
                || character == 0x85
                || character == 0xA0
                || character == 0x1680
                || (character >= 0x2000 && character <= 0x200A)
                || character == 0x2028
                || character == 0x2029
                || character == 0x202F
                || character == 0x205F
                || character == 0x3000;
    }

    /** The token that covers a run of bytes. */
    Token token(int id, byte[] spelling, int byteStart, int byteEnd, boolean special) {
        int start = byteStart == length ? text.length() : unitOfByte[byteStart];
        int end = start;
        if (byteEnd > byteStart) {
            int last = unitOfByte[byteEnd - 1];
            end = last + Character.charCount(text.codePointAt(last));
        }
        return new Token(id, new String(spelling, StandardCharsets.UTF_8), start, end, byteStart, byteEnd, special);
    }

    /** Concatenated bytes. */
    static byte[] join(List<byte[]> pieces) {
        int total = pieces.stream().mapToInt(piece -> piece.length).sum();
        byte[] joined = new byte[total];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }
}
