package dev.assay.cli;

import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What scenario, process starts, meters and comparisons found, in one line each and as JSON. */
final class DetailLines {
    private DetailLines() {}

    /** One line for each part that was measured. */
    static List<String> of(Measurement measurement) {
        MeasurementDetails details = measurement.details();
        List<String> lines = new ArrayList<>();
        scenario(details.scenario(), lines);
        if (!details.starts().isEmpty()) {
            lines.add(details.starts().size() + " process starts with medians of "
                    + String.join(
                            ", ",
                            details.starts().stream()
                                    .map(start -> Text.digits(start.medianNanos() / 1e6))
                                    .toList())
                    + " ms.");
        }
        MeasurementDetails.Versus versus = details.versus();
        if (versus != null) {
            boolean open = versus.low() <= 1 && versus.high() >= 1;
            lines.add(text(
                    "%s takes %.3f of its time (95 %% interval %.3f to %.3f, %d pairs of blocks in turns)%s.",
                    versus.scheme().name(),
                    versus.ratio(),
                    versus.low(),
                    versus.high(),
                    versus.blocks().size(),
                    open
                            ? ": no difference shown"
                            : versus.ratio() > 1
                                    ? ": " + versus.scheme().name() + " is slower"
                                    : ": " + versus.scheme().name() + " is faster"));
        }
        MeasurementDetails.Stages stages = details.stages();
        if (stages != null) {
            lines.add(text(
                    "Cold load %s ms (%s), warm load %s ms, first run %s ms (%s), steady %s ms (%s); peak memory of each"
                            + " part in brackets.",
                    Text.digits(stages.coldLoadMillis()),
                    Text.bytes(stages.coldLoadPeakBytes()),
                    Text.digits(stages.warmLoadMillis()),
                    Text.digits(stages.firstRunMillis()),
                    Text.bytes(stages.firstRunPeakBytes()),
                    Text.digits(stages.steadyMedianMillis()),
                    Text.bytes(stages.steadyPeakBytes())));
        }
        MeasurementDetails.Energy energy = details.energy();
        if (energy != null) {
            lines.add(text(
                    "%.4g J per inference over %d runs by %s (%s): %.2f W while it runs, %.2f W idle.",
                    energy.joulesPerRun(),
                    energy.runs(),
                    energy.meter(),
                    Text.visible(energy.boundary()),
                    energy.activeWatts(),
                    energy.idleWatts()));
        }
        MeasurementDetails.Harness harness = details.harness();
        if (harness != null) {
            lines.add(text(
                    "Measuring costs %.2f us per query, %.3f %% of the mean latency; it is part of the latencies.",
                    harness.perCallNanos() / 1e3, 100 * harness.share()));
        }
        return lines;
    }

    private static void scenario(MeasurementDetails.@Nullable ScenarioResult scenario, List<String> lines) {
        if (scenario == null) {
            return;
        }
        String rate = Text.digits(scenario.samplesPerSecond());
        switch (scenario.scenario()) {
            case "server" -> {
                String bound = Text.digits(scenario.boundMillis() == null ? Double.NaN : scenario.boundMillis());
                lines.add(
                        scenario.samplesPerSecond() > 0
                                ? text("Highest rate with p99 <= %s ms: %s queries/s.", bound, rate)
                                : text("No rate that was tried is shown to keep p99 <= %s ms.", bound));
                for (MeasurementDetails.Rate tried : scenario.rates()) {
                    lines.add(text(
                            "  %s queries/s: p99 %s over %,d queries: %s",
                            Text.digits(tried.queriesPerSecond()),
                            tried.p99Millis() == null
                                    ? "not known (too few)"
                                    : "<= " + Text.digits(tried.p99Millis()) + " ms",
                            tried.queries(),
                            tried.kept() ? "kept" : tried.p99Millis() == null ? "not shown to be kept" : "not kept"));
                }
            }
            case "single-stream" ->
                lines.add(text("%,d queries were answered; every n-th latency was kept.", scenario.queries()));
            default ->
                lines.add(text(
                        "%s samples/s in %,d quer%s of %,d samples.",
                        rate, scenario.queries(), scenario.queries() == 1 ? "y" : "ies", scenario.samplesPerQuery()));
        }
        if (scenario.note() != null) {
            lines.add(Text.visible(scenario.note()));
        }
    }

    /** The parts that were measured, by name. */
    static Map<String, Object> json(Measurement measurement) {
        MeasurementDetails details = measurement.details();
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "scenario", details.scenario());
        if (!details.starts().isEmpty()) {
            json.put("starts", details.starts());
        }
        if (!details.minutes().isEmpty()) {
            json.put("minuteMediansNanos", details.minutes());
        }
        put(json, "versus", details.versus());
        put(json, "stages", details.stages());
        put(json, "energy", details.energy());
        MeasurementDetails.Energy energy = details.energy();
        if (energy != null) {
            json.put("energyJ", energy.joulesPerRun());
        }
        put(json, "harness", details.harness());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object part) {
        if (part != null) {
            json.put(name, part);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static String text(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
