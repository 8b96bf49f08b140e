package dev.assay.webapp.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Plots of latency against fidelity or size, with the front of the points that none beats. */
final class FrontJson {
    /** More dots than these are drawn smaller. */
    private static final int MANY = 60;

    private FrontJson() {}

    /**
     * One run, or one scheme that a search tried.
     *
     * @param invalid whether its latency was found not to be trusted: it is drawn hollow and is on no front
     */
    record Dot(String label, String scheme, double milliseconds, double fidelity, long bytes, boolean invalid) {}

    /**
     * What the plots mark.
     *
     * @param latency     name of the latency on the horizontal axis, such as {@code p50}
     * @param limitMs     an objective for that latency, or null
     * @param minFidelity an objective for the fidelity, or null
     * @param maxBytes    an objective for the size, or null
     * @param best        the dot to ring, or empty
     */
    record Marks(
            String latency,
            @Nullable Double limitMs,
            @Nullable Double minFidelity,
            @Nullable Long maxBytes,
            OptionalInt best) {}

    /** Latency against fidelity; up and to the left is better. */
    static String fidelity(List<Dot> dots, Marks marks) {
        Double limit = marks.limitMs();
        Double least = marks.minFidelity();
        double right = right(dots, limit);
        double worst = Math.min(
                least == null ? 1 : least,
                least(dots.stream().map(Dot::fidelity).toList(), 1));
        double span = Math.max(1 - worst, 0.002);
        double bottom = ChartJson.rounded(worst - 0.25 * span);
        double top = ChartJson.rounded(1 + 0.12 * span);
        List<Front.Cost> costs = new ArrayList<>();
        for (int i = 0; i < dots.size(); i++) {
            if (!dots.get(i).invalid()) {
                costs.add(new Front.Cost(
                        i, dots.get(i).milliseconds(), -dots.get(i).fidelity()));
            }
        }
        JsonArrayBuilder datasets = Json.createArrayBuilder();
        ring(datasets, dots, marks, Dot::fidelity);
        dots(datasets, dots, Dot::fidelity);
        front(datasets, dots, Front.of(costs), Dot::fidelity);
        if (limit != null) {
            datasets.add(ChartJson.line(marks.latency() + " limit", limit, bottom, limit, top));
        }
        if (least != null) {
            datasets.add(ChartJson.line("fidelity limit", 0, least, right, least));
        }
        return ChartJson.scriptSafe(ChartJson.chart(
                "scatter",
                datasets,
                ChartJson.axis(marks.latency() + ", ms", 0.0, right),
                ChartJson.axis("cosine to fp32", bottom, top)));
    }

    /** Latency against file size; down and to the left is better. */
    static String size(List<Dot> dots, Marks marks) {
        Double limit = marks.limitMs();
        Long most = marks.maxBytes();
        double right = right(dots, limit);
        double largest = dots.stream().mapToDouble(FrontJson::megabytes).max().orElse(1);
        double top = ChartJson.rounded(Math.max(largest, most == null ? 0 : most / 1e6) * 1.15);
        List<Front.Cost> costs = new ArrayList<>();
        for (int i = 0; i < dots.size(); i++) {
            if (!dots.get(i).invalid()) {
                costs.add(new Front.Cost(
                        i, dots.get(i).milliseconds(), dots.get(i).bytes()));
            }
        }
        JsonArrayBuilder datasets = Json.createArrayBuilder();
        ring(datasets, dots, marks, FrontJson::megabytes);
        dots(datasets, dots, FrontJson::megabytes);
        front(datasets, dots, Front.of(costs), FrontJson::megabytes);
        if (limit != null) {
            datasets.add(ChartJson.line(marks.latency() + " limit", limit, 0, limit, top));
        }
        if (most != null) {
            datasets.add(ChartJson.line("size limit", 0, most / 1e6, right, most / 1e6));
        }
        return ChartJson.scriptSafe(ChartJson.chart(
                "scatter",
                datasets,
                ChartJson.axis(marks.latency() + ", ms", 0.0, right),
                ChartJson.axis("file, MB", 0.0, top)));
    }

    private static double megabytes(Dot dot) {
        return dot.bytes() / 1e6;
    }

    private static double right(List<Dot> dots, @Nullable Double limitMs) {
        double slowest = dots.stream().mapToDouble(Dot::milliseconds).max().orElse(1);
        return ChartJson.rounded(Math.max(slowest, limitMs == null ? 0 : limitMs) * 1.15);
    }

    private static double least(Collection<Double> values, double otherwise) {
        return values.stream().min(Double::compare).orElse(otherwise);
    }

    private interface Height {
        double of(Dot dot);
    }

    /** One set of marks for each scheme. */
    private static void dots(JsonArrayBuilder datasets, List<Dot> dots, Height height) {
        record Kind(String scheme, boolean invalid) {}
        Map<Kind, JsonArrayBuilder> byKind = new LinkedHashMap<>();
        for (Dot dot : dots) {
            byKind.computeIfAbsent(new Kind(dot.scheme(), dot.invalid()), kind -> Json.createArrayBuilder())
                    .add(point(dot, height));
        }
        byKind.forEach((kind, points) ->
                datasets.add(set(kind.scheme() + (kind.invalid() ? ", invalid" : ""), kind.scheme(), points)
                        .add("hollow", kind.invalid())
                        .add("pointRadius", dots.size() > MANY ? 4 : 7)
                        .add("pointHoverRadius", 9)));
    }

    private static void ring(JsonArrayBuilder datasets, List<Dot> dots, Marks marks, Height height) {
        marks.best().ifPresent(best -> {
            datasets.add(set(
                            "best that meets the objectives",
                            "best",
                            Json.createArrayBuilder().add(point(dots.get(best), height)))
                    .add("pointRadius", 14)
                    .add("pointHoverRadius", 14)
                    .add("pointHitRadius", 0));
        });
    }

    private static void front(JsonArrayBuilder datasets, List<Dot> dots, List<Integer> front, Height height) {
        if (front.size() < 2) {
            return;
        }
        JsonArrayBuilder points = Json.createArrayBuilder();
        front.forEach(i -> points.add(point(dots.get(i), height)));
        datasets.add(set("unbeaten", "front", points)
                .add("type", "line")
                .add("stepped", "before")
                .add("pointRadius", 0)
                .add("pointHitRadius", 0)
                .add("borderWidth", 1.5));
    }

    private static JsonObjectBuilder set(String label, String scheme, JsonArrayBuilder data) {
        return Json.createObjectBuilder()
                .add("label", label)
                .add("scheme", scheme)
                .add("data", data);
    }

    private static JsonObjectBuilder point(Dot dot, Height height) {
        Format format = new Format();
        return Json.createObjectBuilder()
                .add("x", dot.milliseconds())
                .add("y", height.of(dot))
                .add(
                        "tip",
                        dot.label() + ": " + format.ms(dot.milliseconds()) + " ms, cosine "
                                + format.fixed(dot.fidelity(), 4) + ", " + format.bytes(dot.bytes())
                                + (dot.invalid() ? ", invalid" : ""));
    }
}
