package dev.assay.webapp.api;

import java.nio.charset.StandardCharsets;

/** The header that names a download (RFC 6266, with the encoding of RFC 8187). */
final class ContentDisposition {
    private static final String PLAIN = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /** Both forms of the name: ASCII for old clients, UTF-8 for all others. Nothing in it can end the header. */
    static String attachment(String fileName) {
        StringBuilder ascii = new StringBuilder();
        fileName.codePoints()
                .forEach(c -> ascii.append(
                        c > 31 && c < 127 && c != '"' && c != '\\' && c != '/' && c != '%' && c != ';'
                                ? (char) c
                                : '_'));
        StringBuilder encoded = new StringBuilder();
        for (byte b : fileName.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c < 128 && Character.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
