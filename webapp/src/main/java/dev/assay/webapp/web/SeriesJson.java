package dev.assay.webapp.web;

import dev.assay.protocol.MeasurementDetails.Rate;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plots of figures in their order: minutes of a sustained run, rates of a server, blocks of a comparison in turns. */
final class SeriesJson {
    private SeriesJson() {}

    /** A line of figures, the first at 1. */
    record Line(String label, String scheme, List<Double> values) {}

    /** Median latency in ms of each minute; {@code nanos} as measured. */
    static String minutes(String label, String scheme, List<Double> nanos) {
        return ordered(
                List.of(new Line(label, scheme, nanos.stream().map(n -> n / 1e6).toList())), "minute", "median, ms");
    }

    /** Medians in ms of the blocks of two schemes. */
    static String blocks(List<Line> lines) {
        return ordered(lines, "pair of blocks", "median, ms");
    }

    private static String ordered(List<Line> lines, String horizontal, String vertical) {
        Format format = new Format();
        JsonArrayBuilder datasets = Json.createArrayBuilder();
        double top = 0;
        int longest = 1;
        for (Line line : lines) {
            JsonArrayBuilder points = Json.createArrayBuilder();
            for (int i = 0; i < line.values().size(); i++) {
                double value = line.values().get(i);
                top = Math.max(top, value);
                points.add(point(
                        i + 1,
                        value,
                        line.label() + ", " + horizontal + " " + (i + 1) + ": " + format.ms(value) + " ms"));
            }
            longest = Math.max(longest, line.values().size());
            datasets.add(set(line.label(), line.scheme(), points));
        }
        return ChartJson.scriptSafe(ChartJson.chart(
                "line",
                datasets,
                ChartJson.axis(horizontal, 1.0, (double) longest),
                ChartJson.axis(vertical, 0.0, ChartJson.rounded(Math.max(top, 1e-9) * 1.15))));
    }

    /** The bound of the 99th percentile at every rate that had enough queries, with the limit it had to keep. */
    static String rates(String label, String scheme, List<Rate> rates, @Nullable Double boundMillis) {
        Format format = new Format();
        JsonArrayBuilder points = Json.createArrayBuilder();
        double right = 0;
        for (Rate rate : rates.stream()
                .filter(tried -> tried.p99Millis() != null)
                .sorted((a, b) -> Double.compare(a.queriesPerSecond(), b.queriesPerSecond()))
                .toList()) {
            Double p99 = rate.p99Millis();
            right = Math.max(right, rate.queriesPerSecond());
            if (p99 != null) {
                points.add(point(
                        rate.queriesPerSecond(),
                        p99,
                        format.plain(rate.queriesPerSecond()) + " queries/s: p99 at most " + format.ms(p99) + " ms"));
            }
        }
        right = ChartJson.rounded(Math.max(right, 1e-9) * 1.1);
        JsonArrayBuilder datasets = Json.createArrayBuilder().add(set(label, scheme, points));
        if (boundMillis != null) {
            datasets.add(ChartJson.line("latency bound", 0, boundMillis, right, boundMillis));
        }
        return ChartJson.scriptSafe(ChartJson.chart(
                "line",
                datasets,
                ChartJson.axis("queries per second", 0.0, right),
                ChartJson.axis("p99, ms", 0.0, null)));
    }

    private static JsonObjectBuilder set(String label, String scheme, JsonArrayBuilder points) {
        return Json.createObjectBuilder()
                .add("label", label)
                .add("scheme", scheme)
                .add("data", points)
                .add("pointRadius", 4)
                .add("pointHoverRadius", 6)
                .add("borderWidth", 2);
    }

    private static JsonObjectBuilder point(double x, double y, String tip) {
        return Json.createObjectBuilder().add("x", x).add("y", y).add("tip", tip);
    }
}
