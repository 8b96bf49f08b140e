package dev.assay.webapp.api;

/** Comma-separated text (RFC 4180) that no spreadsheet takes for a formula. */
final class Csv {
    private Csv() {}

    /** A cell: text that a spreadsheet would calculate gets an apostrophe in front. */
    static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r\n|".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
