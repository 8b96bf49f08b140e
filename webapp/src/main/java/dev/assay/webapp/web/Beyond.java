package dev.assay.webapp.web;

import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.Energy;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.MeasurementDetails.Versus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run found besides the latency of single requests; every part may be missing. */
public record Beyond(RunView run, String label, MeasurementDetails details) {
    /** A pair of blocks of a comparison in turns, ms. */
    public record Block(int number, double firstMs, double secondMs, double ratio) {}

    static Stream<Beyond> of(RunView run) {
        var measurement = run.measurement();
        if (measurement == null) {
            return Stream.empty();
        }
        MeasurementDetails details = measurement.details();
        Beyond beyond = new Beyond(run, label(run), details);
        return details.search() == null
                        && details.versus() == null
                        && details.scenario() == null
                        && details.minutes().isEmpty()
                        && details.energy() == null
                ? Stream.empty()
                : Stream.of(beyond);
    }

    private static String label(RunView run) {
        String variant = RunRow.variant(run.scheme());
        return run.scheme().name() + (variant.isEmpty() ? "" : " (" + variant + ")") + " on " + run.device();
    }

    /** The comparison in turns in one sentence. */
    public String versusSentence() {
        Versus versus = Objects.requireNonNull(details.versus());
        return Ratios.sentence(
                name(versus.scheme().name(), RunRow.variant(versus.scheme())),
                name(run.scheme().name(), RunRow.variant(run.scheme())),
                versus.ratio(),
                versus.low(),
                versus.high());
    }

    private static String name(String scheme, String variant) {
        return variant.isEmpty() ? scheme : scheme + " (" + variant + ")";
    }

    public String versusLabel() {
        Versus versus = Objects.requireNonNull(details.versus());
        return name(versus.scheme().name(), RunRow.variant(versus.scheme()));
    }

    /** Medians of every pair of blocks, in the order in which they were measured. */
    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Versus versus = details.versus();
        for (List<Double> pair : versus == null ? List.<List<Double>>of() : versus.blocks()) {
            if (pair.size() == 2 && pair.get(0) > 0) {
                blocks.add(
                        new Block(blocks.size() + 1, pair.get(0) / 1e6, pair.get(1) / 1e6, pair.get(1) / pair.get(0)));
            }
        }
        return blocks;
    }

    /** One figure of both schemes beside each other; empty where it was not measured. */
    public record Figure(String name, String first, String second) {}

    /** What else is known of both schemes; empty when only the latency of the second is. */
    public List<Figure> figures() {
        Versus versus = Objects.requireNonNull(details.versus());
        MeasurementDetails.Second second = versus.second();
        Measurement first = Objects.requireNonNull(run.measurement());
        if (second == null) {
            return List.of();
        }
        Format format = new Format();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("File", format.bytes(first.modelBytes()), format.bytes(versus.modelBytes())));
        figures.add(new Figure("Fidelity, cosine", cosine(first.fidelity()), cosine(second.fidelity())));
        figures.add(new Figure("Signal over noise, dB", noise(first.fidelity()), noise(second.fidelity())));
        if (first.accuracy() != null || second.accuracy() != null) {
            figures.add(new Figure("Accuracy", accuracy(first.accuracy()), accuracy(second.accuracy())));
        }
        figures.add(new Figure("Nodes rewritten", rewritten(first.quantization()), rewritten(second.quantization())));
        return figures;
    }

    private static String cosine(Measurement.@Nullable Fidelity fidelity) {
        return fidelity == null
                ? "reference"
                : fidelity.finite() ? new Format().fixed(fidelity.cosine(), 4) : "not finite";
    }

    private static String noise(Measurement.@Nullable Fidelity fidelity) {
        return fidelity == null
                ? "reference"
                : !fidelity.finite()
                        ? "not finite"
                        : fidelity.sqnrDb() == null ? "exact" : new Format().fixed(fidelity.sqnrDb(), 1);
    }

    private static String accuracy(Measurement.@Nullable Accuracy accuracy) {
        return accuracy == null
                ? ""
                : new Format().fixed(accuracy.value(), 3) + " " + accuracy.metric() + ", n = " + accuracy.n();
    }

    private static String rewritten(Measurement.@Nullable QuantizationSummary quantization) {
        return quantization == null
                ? "none"
                : quantization.quantized() + ", " + quantization.skipped() + " left as they were";
    }

    /** Kernels of both schemes joined by what they stand for; null without the profiles of both. */
    public @Nullable NodeJoin kernels() {
        Versus versus = details.versus();
        MeasurementDetails.Second second = versus == null ? null : versus.second();
        MeasurementDetails.Profile a = details.profile();
        MeasurementDetails.Profile b = second == null ? null : second.profile();
        return a == null || b == null ? null : NodeJoin.of(a, b);
    }

    public String blocksPlot() {
        Versus versus = Objects.requireNonNull(details.versus());
        return SeriesJson.blocks(List.of(
                new SeriesJson.Line(
                        label,
                        run.scheme().name(),
                        blocks().stream().map(Block::firstMs).toList()),
                new SeriesJson.Line(
                        versusLabel(),
                        versus.scheme().name(),
                        blocks().stream().map(Block::secondMs).toList())));
    }

    /** The scenario in one sentence. */
    public String scenarioSentence() {
        ScenarioResult result = Objects.requireNonNull(details.scenario());
        Format format = new Format();
        String rate = format.plain(result.samplesPerSecond());
        return switch (result.scenario()) {
            case "server" ->
                result.samplesPerSecond() > 0
                        ? "Requests that arrive at random are answered up to " + rate
                                + " per second while 99 % of them stay within " + format.plain(result.boundMillis())
                                + " ms."
                        : "No rate that was tried is shown to keep 99 % of the requests within "
                                + format.plain(result.boundMillis()) + " ms.";
            case "offline" ->
                "With all samples at hand at once, " + rate + " are answered per second, " + result.batch()
                        + " in one call.";
            case "multi-stream" ->
                "Queries of " + result.samplesPerQuery() + " samples: " + rate + " samples per second, "
                        + result.batch() + " in one call.";
            default -> rate + " samples per second; " + format.count(result.queries()) + " queries were answered.";
        };
    }

    public String ratesPlot() {
        ScenarioResult result = Objects.requireNonNull(details.scenario());
        return SeriesJson.rates(label, run.scheme().name(), result.rates(), result.boundMillis());
    }

    /** How the latency moved over the minutes, in one sentence. */
    public String minutesSentence() {
        List<Double> minutes = details.minutes();
        Format format = new Format();
        double first = minutes.get(0);
        double last = minutes.get(minutes.size() - 1);
        double ratio = last / first;
        return "A request takes " + format.ms(first / 1e6) + " ms in minute 1 and " + format.ms(last / 1e6)
                + " ms in minute " + minutes.size() + ": " + format.faster(1 / ratio) + ".";
    }

    public String minutesPlot() {
        return SeriesJson.minutes(label, run.scheme().name(), details.minutes());
    }

    public String energySentence() {
        Energy energy = Objects.requireNonNull(details.energy());
        Format format = new Format();
        return format.plain(energy.joulesPerRun() * 1000) + " mJ for one run, from " + energy.meter() + " ("
                + energy.boundary() + "): " + format.plain(energy.activeWatts()) + " W while running, "
                + format.plain(energy.idleWatts()) + " W idle already subtracted, over "
                + format.plural(energy.runs(), "run") + ".";
    }

    public String searchFidelityPlot() {
        Search search = Objects.requireNonNull(details.search());
        return FrontJson.fidelity(ExperimentPlots.dots(search), ExperimentPlots.marks(search));
    }

    public String searchSizePlot() {
        Search search = Objects.requireNonNull(details.search());
        return FrontJson.size(ExperimentPlots.dots(search), ExperimentPlots.marks(search));
    }

    /** The search in one sentence: what was chosen. */
    public String searchSentence() {
        Search search = Objects.requireNonNull(details.search());
        Format format = new Format();
        String tried = format.plural(search.points().size(), "scheme") + " tried for the " + search.goal()
                + " with a fidelity of at least " + format.plain(search.minFidelity());
        return search.points().stream()
                .filter(MeasurementDetails.Point::chosen)
                .findFirst()
                .map(point -> tried + ": " + name(point.scheme().name(), RunRow.variant(point.scheme())) + ", "
                        + format.ms(point.medianMillis()) + " ms, " + format.bytes(point.bytes()) + ", cosine "
                        + format.fixed(point.cosine(), 4) + ".")
                .orElse(tried + "; none was chosen.");
    }

    /** The scheme and its options that were tried. */
    public String pointLabel(MeasurementDetails.Point point) {
        return name(point.scheme().name(), RunRow.variant(point.scheme()));
    }

    public @Nullable String note() {
        ScenarioResult scenario = details.scenario();
        return scenario == null ? null : scenario.note();
    }
}
