package dev.assay.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Numbers and names for people; the same in every locale. */
final class Text {
    private static final int LONGEST_NAME = 2000;

    private Text() {}

    /** Names come from files of strangers: control characters must not reach a terminal. */
    static String visible(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().limit(LONGEST_NAME).forEach(point -> {
            boolean hidden = Character.isISOControl(point) || Character.getType(point) == Character.FORMAT;
            text.appendCodePoint(hidden ? '?' : point);
        });
        return name.codePointCount(0, name.length()) > LONGEST_NAME ? text + "..." : text.toString();
    }

    /** Decimal units, three digits: {@code 90.4 MB}. */
    static String bytes(long bytes) {
        return scaled(bytes, "B", new String[] {"kB", "MB", "GB", "TB"});
    }

    /** Counts, three digits: {@code 22.7 M}. */
    static String count(long count) {
        return scaled(count, "", new String[] {"k", "M", "G", "T", "P"});
    }

    private static String scaled(long value, String unit, String[] units) {
        if (Math.abs(value) < 1000) {
            return (value + " " + unit).strip();
        }
        double scaled = value;
        String chosen = unit;
        for (int i = 0; i < units.length && Math.abs(scaled) >= 999.5; i++) {
            scaled /= 1000;
            chosen = units[i];
        }
        return digits(scaled) + " " + chosen;
    }

    /** Three significant digits without an exponent. */
    static String digits(double value) {
        double magnitude = Math.abs(value);
        int decimals = magnitude >= 99.95 || magnitude == 0 ? 0 : magnitude >= 9.995 ? 1 : magnitude >= 0.9995 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Rows of equal length as aligned columns. */
    static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
