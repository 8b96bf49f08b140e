package dev.assay.webapp.web;

import dev.assay.guidance.llm.LlmModel;
import dev.assay.guidance.llm.LlmPreset;
import java.util.ArrayList;
import java.util.List;

/**
 * How the cache of a model grows with the context, beside one model of each other kind.
 *
 * @param asked     the model of the question
 * @param roomBytes what is left for one sequence's cache on the device; 0 when nothing is, or when it has no memory
 */
public record KvGrowth(LlmModel asked, double roomBytes) {
    private static final int SHORTEST = 128;
    private static final int LONGEST = 131_072;

    /** A model of the plot. */
    public record Shown(String label, String token, LlmModel model) {}

    /** A context, and the cache of each model there in bytes. */
    public record Row(int tokens, List<Double> bytes) {}

    /** The models of the plot, the asked one first. */
    public List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        shown.add(new Shown(asked.name(), "s1", asked));
        for (String id : List.of("llama-3-8b", "gemma-3-27b", "deepseek-v2-lite", "mamba-2.8b")) {
            LlmModel model = LlmPreset.find(id).orElseThrow().model();
            if (!model.name().equals(asked.name())) {
                shown.add(new Shown(model.name(), "s" + (shown.size() + 1), model));
            }
        }
        return shown;
    }

    /** The numbers behind the plot. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        List<Shown> shown = shown();
        for (int tokens = SHORTEST; tokens <= LONGEST; tokens *= 2) {
            double at = tokens;
            rows.add(new Row(
                    tokens,
                    shown.stream().map(one -> one.model().kv().bytes(at)).toList()));
        }
        return rows;
    }

    public String plot() {
        Format format = new Format();
        List<CurveJson.Curve> curves = new ArrayList<>();
        for (Shown one : shown()) {
            List<CurveJson.Point> points = new ArrayList<>();
            for (double tokens = SHORTEST; tokens <= LONGEST; tokens *= 2) {
                double bytes = one.model().kv().bytes(tokens);
                points.add(new CurveJson.Point(
                        tokens,
                        bytes / 1e6,
                        one.label() + ", " + format.count(tokens) + " tokens: " + format.bytes(bytes)));
            }
            curves.add(new CurveJson.Curve(one.label(), one.token(), points));
        }
        if (roomBytes > 0) {
            double room = roomBytes / 1e6;
            curves.add(new CurveJson.Curve(
                    "room for a cache",
                    "slo",
                    List.of(new CurveJson.Point(SHORTEST, room, "room"), new CurveJson.Point(LONGEST, room, "room"))));
        }
        return CurveJson.lines(
                curves,
                new CurveJson.Axis("context, tokens", true, (double) SHORTEST, (double) LONGEST),
                new CurveJson.Axis("cache of one sequence, MB", true, null, null));
    }
}
