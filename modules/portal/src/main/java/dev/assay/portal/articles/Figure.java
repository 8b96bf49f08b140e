package dev.assay.portal.articles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A chart as numbers: what a fenced block {@code figure} says. Every cell may be arithmetic over the constants of the
 * article; a series may instead be a function of {@code x} over a range.
 *
 * @param bars   bars for named rows; otherwise lines over numbers
 * @param logX   whether the horizontal axis is logarithmic; likewise {@code logY}
 * @param series the names of the series, at most six
 * @param rows   one per x or per bar, each with a value for every series
 */
record Figure(
        String title,
        String note,
        boolean bars,
        String xLabel,
        String yLabel,
        boolean logX,
        boolean logY,
        String format,
        List<String> series,
        List<Row> rows) {
    /** The values at one x, or of one named bar (whose {@code x} counts from 0). */
    record Row(String label, double x, List<Double> values) {}

    private static final List<String> KEYS =
            List.of("kind", "title", "note", "x", "y", "log", "format", "series", "range", "row");
    private static final int MOST_SERIES = 6;
    private static final int MOST_ROWS = 400;

    Figure {
        series = List.copyOf(series);
        rows = List.copyOf(rows);
    }

    /**
     * Reads the block.
     *
     * @throws ArticleException when a line is missing or cannot be computed
     */
    static Figure read(String slug, String text, Map<String, Double> constants) {
        Fence fence = Fence.read("A figure of the article " + slug, text);
        fence.only(KEYS);
        boolean bars = fence.or("kind", "line").toLowerCase(Locale.ROOT).equals("bar");
        List<String> names = new ArrayList<>();
        List<String> functions = new ArrayList<>();
        for (String line : fence.all("series")) {
            int equals = line.indexOf('=');
            names.add((equals < 0 ? line : line.substring(0, equals)).strip());
            if (equals >= 0) {
                functions.add(line.substring(equals + 1).strip());
            }
        }
        List<Row> rows = functions.isEmpty()
                ? listed(fence, bars, names.size(), constants)
                : computed(fence, functions, constants);
        String log = fence.or("log", "");
        boolean wrong = names.isEmpty()
                || names.size() > MOST_SERIES
                || rows.size() < 2
                || rows.size() > MOST_ROWS
                || (!functions.isEmpty() && functions.size() != names.size());
        if (wrong) {
            throw new ArticleException(
                    fence.where() + " has " + names.size() + " series and " + rows.size() + " rows; it needs 1 to "
                            + MOST_SERIES + " series, all listed or all functions, and at least 2 rows.");
        }
        Figure figure = new Figure(
                fence.required("title"),
                fence.or("note", ""),
                bars,
                fence.or("x", ""),
                fence.or("y", ""),
                log.contains("x"),
                log.contains("y"),
                fence.or("format", ""),
                names,
                rows);
        boolean belowLog = rows.stream()
                .anyMatch(row -> (figure.logX && row.x <= 0)
                        || (figure.logY && row.values.stream().anyMatch(value -> value <= 0)));
        if (belowLog) {
            throw new ArticleException(fence.where() + " has a value of zero or less on a logarithmic axis.");
        }
        return figure;
    }

    private static List<Row> listed(Fence fence, boolean bars, int series, Map<String, Double> constants) {
        List<Row> rows = new ArrayList<>();
        for (String line : fence.all("row")) {
            List<String> cells =
                    List.of(line.split(";", -1)).stream().map(String::strip).toList();
            if (cells.size() != series + 1) {
                throw new ArticleException(fence.where() + " has the row '" + line + "' with " + (cells.size() - 1)
                        + " values for " + series + " series; separate a label and the values by semicolons.");
            }
            List<Double> values = cells.subList(1, cells.size()).stream()
                    .map(cell -> value(fence, cell, constants))
                    .toList();
            String label = cells.get(0);
            rows.add(new Row(label, bars ? rows.size() : value(fence, label, constants), values));
        }
        return rows;
    }

    private static List<Row> computed(Fence fence, List<String> functions, Map<String, Double> constants) {
        List<Double> range = List.of(fence.required("range").split(",", -1)).stream()
                .map(cell -> value(fence, cell.strip(), constants))
                .toList();
        if (range.size() != 3 || range.get(2) <= 0) {
            throw new ArticleException(fence.where() + " needs a range such as '0, 10, 0.5': from, to, step.");
        }
        List<Row> rows = new ArrayList<>();
        long steps = Math.round((range.get(1) - range.get(0)) / range.get(2));
        for (long i = 0; i <= Math.min(steps, MOST_ROWS); i++) {
            double x = range.get(0) + i * range.get(2);
            Map<String, Double> names = new HashMap<>(constants);
            names.put("x", x);
            rows.add(new Row(
                    Digits.brief(x, 6),
                    x,
                    functions.stream()
                            .map(function -> value(fence, function, names))
                            .toList()));
        }
        return rows;
    }

    private static double value(Fence fence, String cell, Map<String, Double> names) {
        try {
            return Arithmetic.evaluate(cell, names);
        } catch (IllegalArgumentException e) {
            throw new ArticleException(fence.where() + " cannot be drawn: " + e.getMessage() + " Correct it.", e);
        }
    }

    /** A value as the table of the figure writes it. */
    String shown(double value) {
        return format.isEmpty() ? Digits.brief(value, 4) : Digits.write(value, format);
    }
}
