package dev.assay.portal.articles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Draws a {@link Figure} as SVG with its numbers as a table below. No script, no style attribute: classes only, and each
 * series has a mark of its own besides its colour.
 */
final class FigureSvg {
    private static final double WIDTH = 480;
    private static final double LEFT = 58;
    private static final double RIGHT = 14;
    private static final double TOP = 12;
    private static final double PLOT = 216;
    private static final double BOTTOM = 46;
    private static final double BAR = 20;
    private static final int MARKS = 12;
    private static final int TICKS = 5;

    private final Figure figure;
    private final StringBuilder svg = new StringBuilder();

    private FigureSvg(Figure figure) {
        this.figure = figure;
    }

    /**
     * The figure as HTML.
     *
     * @param number its number in the article, from 1
     */
    static String html(Figure figure, int number) {
        FigureSvg drawing = new FigureSvg(figure);
        String id = "figure-" + number;
        String picture = figure.bars() ? drawing.bars(id) : drawing.lines(id);
        return "<figure class=\"chart\" id=\"" + id + "\">" + picture + drawing.legend() + "<figcaption><b>Figure "
                + number
                + ".</b> " + Html.escape(figure.title())
                + (figure.note().isEmpty() ? "" : " " + Html.escape(figure.note()))
                + "</figcaption>" + drawing.table(number) + "</figure>";
    }

    private String lines(String id) {
        double[] xs = figure.rows().stream().mapToDouble(Figure.Row::x).toArray();
        double[] ys = figure.rows().stream()
                .flatMap(row -> row.values().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        Scale x = Scale.over(xs, figure.logX(), false, LEFT, WIDTH - RIGHT);
        Scale y = Scale.over(ys, figure.logY(), true, TOP + PLOT, TOP);
        open(id, TOP + PLOT + BOTTOM);
        for (double tick : y.ticks()) {
            line("c-grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            text("c-end", LEFT - 6, y.at(tick) + 4, Digits.brief(tick, 4));
        }
        for (double tick : x.ticks()) {
            line("c-grid", x.at(tick), TOP + PLOT, x.at(tick), TOP + PLOT + 5);
            text("c-middle", x.at(tick), TOP + PLOT + 19, Digits.brief(tick, 4));
        }
        line("c-axis", LEFT, TOP + PLOT, WIDTH - RIGHT, TOP + PLOT);
        text("c-middle", (LEFT + WIDTH - RIGHT) / 2, TOP + PLOT + 40, figure.xLabel());
        for (int s = 0; s < figure.series().size(); s++) {
            curve(s, x, y);
        }
        svg.append("</svg>");
        return yTitle() + svg;
    }

    private void curve(int s, Scale x, Scale y) {
        List<Figure.Row> rows = figure.rows();
        svg.append("<polyline class=\"c-line s").append(s).append("\" points=\"");
        for (Figure.Row row : rows) {
            svg.append(number(x.at(row.x())))
                    .append(',')
                    .append(number(y.at(row.values().get(s))))
                    .append(' ');
        }
        svg.append("\"/>");
        int every = Math.max(1, (rows.size() + MARKS - 1) / MARKS);
        for (int i = 0; i < rows.size(); i += every) {
            mark(s, x.at(rows.get(i).x()), y.at(rows.get(i).values().get(s)));
        }
    }

    /** A circle, square, triangle, diamond, cross or ring, by series. */
    private void mark(int s, double x, double y) {
        String shape = switch (s) {
            case 0 -> "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z";
            case 1 -> "M-3.6 -3.6h7.2v7.2h-7.2z";
            case 2 -> "M0 -4.6l4.4 7.8h-8.8z";
            case 3 -> "M0 -5l5 5l-5 5l-5 -5z";
            case 4 -> "M-4.5 -1.4h3.1v-3.1h2.8v3.1h3.1v2.8h-3.1v3.1h-2.8v-3.1h-3.1z";
            default -> "M0 4.6l4.4 -7.8h-8.8z";
        };
        svg.append("<path class=\"c-mark s")
                .append(s)
                .append("\" transform=\"translate(")
                .append(number(x))
                .append(' ')
                .append(number(y))
                .append(")\" d=\"")
                .append(shape)
                .append("\"/>");
    }

    private String bars(String id) {
        int series = figure.series().size();
        double group = 22 + series * BAR;
        double height = figure.rows().size() * group + 8;
        double[] values = figure.rows().stream()
                .flatMap(row -> row.values().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] withZero = figure.logX()
                ? values
                : DoubleStream.concat(DoubleStream.of(0), Arrays.stream(values)).toArray();
        Scale x = Scale.over(withZero, figure.logX(), true, 4, WIDTH - 92);
        double base = figure.logX() ? x.low() : 0;
        open(id, height);
        double top = 0;
        for (Figure.Row row : figure.rows()) {
            text("c-start", 4, top + 15, row.label());
            for (int s = 0; s < series; s++) {
                double value = row.values().get(s);
                double y = top + 21 + s * BAR;
                double from = Math.min(x.at(base), x.at(value));
                svg.append("<rect class=\"c-bar s")
                        .append(s)
                        .append("\" x=\"")
                        .append(number(from))
                        .append("\" y=\"")
                        .append(number(y))
                        .append("\" width=\"")
                        .append(number(Math.max(1, Math.abs(x.at(value) - x.at(base)))))
                        .append("\" height=\"")
                        .append(number(BAR - 4))
                        .append("\"/>");
                text("c-start", x.at(value) + 6, y + 13, figure.shown(value));
            }
            top += group;
        }
        line("c-axis", x.at(base), 0, x.at(base), height - 8);
        svg.append("</svg>");
        return yTitle() + svg;
    }

    private void open(String id, double height) {
        svg.append("<svg viewBox=\"0 0 ")
                .append(number(WIDTH))
                .append(' ')
                .append(number(height))
                .append("\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-title\"><title id=\"")
                .append(id)
                .append("-title\">")
                .append(Html.escape(figure.title()))
                .append(" The numbers are in the table below.</title>");
    }

    private String yTitle() {
        return figure.yLabel().isEmpty() ? "" : "<p class=\"axis-title\">" + Html.escape(figure.yLabel()) + "</p>";
    }

    private void line(String name, double x1, double y1, double x2, double y2) {
        svg.append("<line class=\"")
                .append(name)
                .append("\" x1=\"")
                .append(number(x1))
                .append("\" y1=\"")
                .append(number(y1))
                .append("\" x2=\"")
                .append(number(x2))
                .append("\" y2=\"")
                .append(number(y2))
                .append("\"/>");
    }

    private void text(String name, double x, double y, String words) {
        svg.append("<text class=\"")
                .append(name)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\">")
                .append(Html.escape(words))
                .append("</text>");
    }

    private String legend() {
        if (figure.series().size() < 2) {
            return "";
        }
        List<String> items = new ArrayList<>();
        for (int s = 0; s < figure.series().size(); s++) {
            FigureSvg swatch = new FigureSvg(figure);
            if (figure.bars()) {
                swatch.svg
                        .append("<rect class=\"c-bar s")
                        .append(s)
                        .append("\" x=\"2\" y=\"2\" width=\"12\" height=\"12\"/>");
            } else {
                swatch.mark(s, 8, 8);
            }
            items.add("<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">" + swatch.svg + "</svg>"
                    + Html.escape(figure.series().get(s)) + "</li>");
        }
        return "<ul class=\"chart-legend\">" + String.join("", items) + "</ul>";
    }

    private String table(int number) {
        String head = figure.series().stream()
                .map(name -> "<th scope=\"col\" align=\"right\">" + Html.escape(name) + "</th>")
                .collect(Collectors.joining());
        String body = figure.rows().stream()
                .map(row -> "<tr><th scope=\"row\">"
                        + Html.escape(figure.bars() ? row.label() : Digits.brief(row.x(), 6)) + "</th>"
                        + row.values().stream()
                                .map(value -> "<td align=\"right\">" + figure.shown(value) + "</td>")
                                .collect(Collectors.joining())
                        + "</tr>")
                .collect(Collectors.joining());
        return "<details class=\"fold\"><summary>The numbers</summary><div class=\"table-scroll\" role=\"region\" tabindex=\"0\""
                + " aria-label=\"Numbers of figure " + number + "\"><table><thead><tr><th scope=\"col\">"
                + Html.escape(figure.xLabel().isEmpty() ? " " : figure.xLabel()) + "</th>" + head
                + "</tr></thead><tbody>" + body
                + "</tbody></table></div></details>";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** From values to places along one direction. */
    private record Scale(double low, double high, boolean log, double from, double to) {
        static Scale over(double[] values, boolean log, boolean zero, double from, double to) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            if (log) {
                return new Scale(low == high ? low / 2 : low, low == high ? high * 2 : high, true, from, to);
            }
            if (zero && low > 0 && low < 0.6 * high) {
                low = 0;
            }
            if (low == high) {
                low -= 1;
                high += 1;
            }
            double step = step(low, high);
            return zero
                    ? new Scale(Math.floor(low / step) * step, Math.ceil(high / step - 1e-9) * step, false, from, to)
                    : new Scale(low, high, false, from, to);
        }

        double at(double value) {
            double share = log
                    ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                    : (value - low) / (high - low);
            return from + share * (to - from);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (log) {
                double base = high / low > 200 ? 10 : 2;
                double first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
                for (double power = first; Math.pow(base, power) <= high * (1 + 1e-9); power++) {
                    ticks.add(Math.pow(base, power));
                }
                return ticks;
            }
            double step = step(low, high);
            for (double k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
                ticks.add(k * step);
            }
            return ticks;
        }

        /** 1, 2 or 5 times a power of ten, so that a handful of steps cover the range. */
        private static double step(double low, double high) {
            double rough = (high - low) / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double lead = rough / power;
            return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
        }
    }
}
