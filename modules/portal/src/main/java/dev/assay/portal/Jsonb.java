package dev.assay.portal;

import dev.assay.protocol.Wire;

/** Records as text for a {@code jsonb} column. */
public final class Jsonb {
    private Jsonb() {}

    /** The JSON form without NUL, which PostgreSQL has no place for. */
    public static String of(Object value) {
        return Wire.write(value).replace("\\u0000", "\\ufffd");
    }

    /** Text of a device for a {@code text} column: one line without control characters, cut to a length. */
    public static String line(String text, int limit) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return clean.length() <= limit ? clean : clean.substring(0, limit - 3) + "...";
    }
}
