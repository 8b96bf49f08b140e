package dev.assay.webapp.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plots of computed curves: lines over a quantity, and the bars of a tornado. Colours are those of the style sheet. */
final class CurveJson {
    private CurveJson() {}

    /** A point with what a pointer over it says. */
    record Point(double x, double y, String tip) {}

    /**
     * A line.
     *
     * @param token {@code s1} to {@code s5} of the plot palette, or {@code slo} for a limit
     */
    record Curve(String label, String token, List<Point> points) {}

    /** An axis; on a logarithmic one only points above 0 appear. */
    record Axis(
            String title,
            boolean logarithmic,
            @Nullable Double min,
            @Nullable Double max) {}

    /** One bar between two values. */
    record Bar(String label, double from, double to, String tip) {}

    /** Lines over a quantity. */
    static String lines(List<Curve> curves, Axis x, Axis y) {
        JsonArrayBuilder datasets = Json.createArrayBuilder();
        int line = 0;
        for (Curve curve : curves) {
            JsonArrayBuilder data = Json.createArrayBuilder();
            for (Point point : curve.points()) {
                if ((!x.logarithmic() || point.x() > 0) && (!y.logarithmic() || point.y() > 0)) {
                    data.add(Json.createObjectBuilder()
                            .add("x", point.x())
                            .add("y", point.y())
                            .add("tip", point.tip()));
                }
            }
            JsonObjectBuilder set = Json.createObjectBuilder()
                    .add("label", curve.label())
                    .add("scheme", curve.token())
                    .add("data", data)
                    .add("pointRadius", curve.points().size() == 1 ? 6 : 0)
                    .add("pointHitRadius", curve.token().equals("slo") ? 0 : 8)
                    .add("borderWidth", curve.token().equals("slo") ? 1.5 : 2);
            if (curve.token().equals("slo")) {
                set.add("borderDash", Json.createArrayBuilder().add(5).add(4));
            } else if (line++ > 0) {
                // Told apart without colour too.
                set.add(
                        "borderDash",
                        Json.createArrayBuilder().add(2 + 3 * line).add(line));
            }
            datasets.add(set);
        }
        return ChartJson.scriptSafe(
                config("line", Json.createObjectBuilder().add("datasets", datasets), axis(x), axis(y)));
    }

    /** Horizontal bars, the first on top, with a line at {@code at}. */
    static String bars(List<Bar> bars, String title) {
        JsonArrayBuilder labels = Json.createArrayBuilder();
        JsonArrayBuilder data = Json.createArrayBuilder();
        for (Bar bar : bars) {
            labels.add(bar.label());
            data.add(Json.createObjectBuilder()
                    .add("x", Json.createArrayBuilder().add(bar.from()).add(bar.to()))
                    .add("y", bar.label())
                    .add("tip", bar.tip()));
        }
        JsonObjectBuilder set = Json.createObjectBuilder()
                .add("label", title)
                .add("scheme", "s1")
                .add("data", data)
                .add("borderWidth", 0)
                .add("barPercentage", 0.7);
        return ChartJson.scriptSafe(config(
                "bar",
                Json.createObjectBuilder()
                        .add("labels", labels)
                        .add("datasets", Json.createArrayBuilder().add(set)),
                ChartJson.axis(title, null, null).add("type", "linear"),
                Json.createObjectBuilder()
                        .add("type", "category")
                        .add("title", Json.createObjectBuilder().add("display", false))));
    }

    private static JsonObjectBuilder axis(Axis axis) {
        return ChartJson.axis(axis.title(), axis.min(), axis.max())
                .add("type", axis.logarithmic() ? "logarithmic" : "linear");
    }

    private static JsonObject config(String type, JsonObjectBuilder data, JsonObjectBuilder x, JsonObjectBuilder y) {
        JsonObjectBuilder options = Json.createObjectBuilder()
                .add("responsive", true)
                .add("maintainAspectRatio", false)
                .add("animation", false)
                .add(
                        "plugins",
                        Json.createObjectBuilder()
                                .add("legend", Json.createObjectBuilder().add("display", false)))
                .add("scales", Json.createObjectBuilder().add("x", x).add("y", y));
        if (type.equals("bar")) {
            options.add("indexAxis", "y");
        }
        return Json.createObjectBuilder()
                .add("type", type)
                .add("data", data)
                .add("options", options)
                .build();
    }
}
