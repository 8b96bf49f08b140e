package dev.assay.learning.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How bytes are shown: as characters where they are whole ones, else in hexadecimal between angle brackets. */
final class Spelling {
    private Spelling() {}

    static String of(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            // Not a failure: pieces of characters are what a byte-level vocabulary is made of.
            return "<" + HexFormat.ofDelimiter(" ").formatHex(bytes) + ">";
        }
    }
}
