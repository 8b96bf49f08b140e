package dev.assay.onnx;

import java.io.IOException;

/** Reads names from a file, refusing those that would be unsafe to show or to keep. */
final class Names {
    private static final int MAX_UTF8_BYTES_PER_CHARACTER = 3;

    private Names() {}

    static String read(WireReader in, String what, GateLimits limits) throws IOException, RejectedModel {
        String name = in.text(what, limits.nameCharacters() * MAX_UTF8_BYTES_PER_CHARACTER);
        if (name.length() > limits.nameCharacters()) {
            throw Refusals.refuse(
                    Rejection.BAD_NAME,
                    "The " + what + " before byte " + in.position() + " has " + name.length()
                            + " characters and the limit is " + limits.nameCharacters(),
                    "shorten it and send the model again");
        }
        for (int i = 0; i < name.length(); i++) {
            if (isUnsafe(name.charAt(i))) {
                throw Refusals.refuse(
                        Rejection.BAD_NAME,
                        "The " + what + " before byte " + in.position() + " has a control character at position " + i,
                        "rename it and send the model again");
            }
        }
        return name;
    }

    /** Skips documentation and metadata, of which only the amount matters; messages below are walked as plain bytes. */
    static void skipText(WireReader in, int tag, GateLimits limits) throws IOException, RejectedModel {
        if (WireReader.wireType(tag) != WireReader.BYTES) {
            in.skip(tag);
            return;
        }
        long length = in.length();
        if (length > limits.textBytes()) {
            throw Refusals.refuse(
                    Rejection.TOO_LARGE,
                    "A text at byte " + in.position() + " is " + length + " bytes long and the limit is "
                            + limits.textBytes(),
                    "strip documentation and metadata and send the model again");
        }
        in.skipBytes(length);
    }

    /** Control characters, line separators, and marks that change the direction of the text around them. */
    private static boolean isUnsafe(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
