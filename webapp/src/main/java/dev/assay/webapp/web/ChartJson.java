package dev.assay.webapp.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Chart.js configurations, and the plot of a distribution. Colours are not in them: {@code charts.js} takes the colour of a scheme from the
 * style sheet, so that light and dark agree with the rest of the page.
 */
final class ChartJson {
    private static final int MOST_POINTS = 240;

    /** Slowest sample over the median from which on a linear axis shows the tail alone. */
    private static final int TAIL = 20;

    private ChartJson() {}

    /**
     * The raw latencies of one run.
     *
     * @param invalid whether they were found not to be trusted: their line is dotted
     */
    record Curve(String label, String scheme, List<Long> nanos, boolean invalid) {}

    /**
     * Share of requests that were answered within a time, one stepped line per run.
     *
     * @param limitMs    an objective to mark with a vertical line, or null
     * @param limitLabel how the line is called
     */
    static String distribution(List<Curve> curves, @Nullable Double limitMs, String limitLabel) {
        JsonArrayBuilder datasets = Json.createArrayBuilder();
        for (Curve curve : curves) {
            JsonArrayBuilder points = Json.createArrayBuilder();
            for (double[] point : steps(curve.nanos())) {
                points.add(Json.createObjectBuilder().add("x", point[0]).add("y", point[1]));
            }
            JsonObjectBuilder line = Json.createObjectBuilder()
                    .add("label", curve.label())
                    .add("scheme", curve.scheme())
                    .add("data", points)
                    .add("stepped", "before")
                    .add("pointRadius", 0)
                    .add("pointHitRadius", 8)
                    .add("borderWidth", 2);
            if (curve.invalid()) {
                line.add("borderDash", Json.createArrayBuilder().add(2).add(3));
            }
            datasets.add(line);
        }
        if (limitMs != null) {
            datasets.add(line(limitLabel, limitMs, 0, limitMs, 100));
        }
        boolean tailed = curves.stream().anyMatch(curve -> isTailed(curve.nanos()));
        JsonObjectBuilder latency = axis(tailed ? "latency, ms, logarithmic" : "latency, ms", null, null);
        return scriptSafe(
                chart("line", datasets, tailed ? "logarithmic" : "linear", latency, axis("answered, %", 0.0, 100.0)));
    }

    /** Whether the slowest sample is so slow that the others would share one line of a plot. */
    private static boolean isTailed(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return !sorted.isEmpty() && sorted.getLast() > TAIL * Math.max(1, sorted.get(sorted.size() / 2));
    }

    /**
     * Makes JSON safe inside a script element: a label such as {@code </script>} can neither end the script nor start a
     * tag, and the two line separators that JavaScript once took for line ends are escaped. The JSON means the same.
     */
    static String scriptSafe(JsonObject json) {
        String text = json.toString();
        StringBuilder safe = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("\\u003c");
                case '>' -> safe.append("\\u003e");
                case '&' -> safe.append("\\u0026");
                case '\u2028' -> safe.append("\\u2028");
                case '\u2029' -> safe.append("\\u2029");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** The empirical distribution: sorted samples in ms with the share in percent that is not slower, thinned evenly. */
    private static List<double[]> steps(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int n = sorted.size();
        List<double[]> points = new ArrayList<>();
        if (n == 0) {
            return points;
        }
        points.add(new double[] {sorted.get(0) / 1e6, 0});
        int stride = Math.max(1, (int) Math.ceil((double) n / MOST_POINTS));
        for (int i = stride - 1; i < n; i += stride) {
            points.add(new double[] {sorted.get(i) / 1e6, 100.0 * (i + 1) / n});
        }
        if ((n - stride) % stride != 0 || n < stride) {
            points.add(new double[] {sorted.get(n - 1) / 1e6, 100});
        }
        return points;
    }

    static JsonObjectBuilder line(String label, double x1, double y1, double x2, double y2) {
        return Json.createObjectBuilder()
                .add("type", "line")
                .add("label", label)
                .add("scheme", "slo")
                .add(
                        "data",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("x", x1).add("y", y1))
                                .add(Json.createObjectBuilder().add("x", x2).add("y", y2)))
                .add("pointRadius", 0)
                .add("pointHitRadius", 0)
                .add("borderWidth", 1.5)
                .add("borderDash", Json.createArrayBuilder().add(5).add(4));
    }

    static JsonObject chart(String type, JsonArrayBuilder datasets, JsonObjectBuilder x, JsonObjectBuilder y) {
        return chart(type, datasets, "linear", x, y);
    }

    private static JsonObject chart(
            String type, JsonArrayBuilder datasets, String scale, JsonObjectBuilder x, JsonObjectBuilder y) {
        return Json.createObjectBuilder()
                .add("type", type)
                .add("data", Json.createObjectBuilder().add("datasets", datasets))
                .add(
                        "options",
                        Json.createObjectBuilder()
                                .add("responsive", true)
                                .add("maintainAspectRatio", false)
                                .add("animation", false)
                                .add(
                                        "plugins",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "legend",
                                                        Json.createObjectBuilder()
                                                                .add("display", false)))
                                .add(
                                        "scales",
                                        Json.createObjectBuilder()
                                                .add("x", x.add("type", scale))
                                                .add("y", y)))
                .build();
    }

    static JsonObjectBuilder axis(String title, @Nullable Double min, @Nullable Double max) {
        JsonObjectBuilder axis = Json.createObjectBuilder()
                .add("title", Json.createObjectBuilder().add("display", true).add("text", title));
        if (min != null) {
            axis.add("min", min);
        }
        if (max != null) {
            axis.add("max", max);
        }
        return axis;
    }

    /** Four significant digits: an axis that ends at 0.9943 and not at 0.99431872. */
    static double rounded(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .doubleValue();
    }
}
