package dev.assay.webapp.web;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.statistics.Interval;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.statistics.PercentileBound;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of a comparison table, ready to be written: numbers have the same precision throughout a table.
 *
 * @param model        name of the model where a table holds runs of several models; else empty
 * @param variant      options that differ from the scheme's defaults; may be empty
 * @param state        the run's state while it has no measurement
 * @param p50          median with its interval; the others are upper bounds
 * @param faster       the median against fp32 on the same device, in words; may be empty
 * @param fidelityNote worst input and noise ratio
 * @param validity     {@code VALID}, {@code SUSPECT}, {@code INVALID}, or empty without a measurement
 * @param reasons      of the validity
 * @param failure      why there is no measurement, or null
 * @param outcome      the objectives: {@code MET}, {@code FAILED}, {@code UNDECIDED}, or empty
 * @param verdict      the objectives in a sentence; may be empty
 */
public record RunRow(
        UUID id,
        UUID experiment,
        String model,
        String scheme,
        String variant,
        String device,
        UUID deviceId,
        String state,
        boolean measured,
        String size,
        String smaller,
        Cell p50,
        String faster,
        Cell p90,
        Cell p95,
        Cell p99,
        String samples,
        String throughput,
        String fidelity,
        String fidelityNote,
        String accuracy,
        String memory,
        String load,
        String validity,
        List<String> reasons,
        @Nullable String failure,
        String outcome,
        String verdict) {

    /** Of a millisecond: nanoseconds, which no clock here resolves better. */
    private static final int MOST_DECIMALS = 6;

    private static final Cell EMPTY = new Cell("", "", true);

    /**
     * A figure and what stands beside it in lighter type: an interval, or how many samples it takes.
     *
     * @param enough false when the samples do not suffice; {@code value} is then empty
     */
    public record Cell(String value, String note, boolean enough) {}

    /** What the row is called in plots and legends. */
    public String label() {
        return (model.isEmpty() ? "" : model + ", ")
                + (variant.isEmpty() ? scheme : scheme + " (" + variant + ")")
                + " on " + device
                + (isInvalid() ? ", invalid" : "");
    }

    /** Whether its latencies were found not to be trusted. */
    public boolean isInvalid() {
        return validity.equals(Measurement.Validity.Status.INVALID.name());
    }

    /**
     * The rows of a table.
     *
     * @param comparisons each scheme against fp32, as the judgement has them
     * @param judged      objectives by run; empty before the judgement
     */
    static List<RunRow> of(
            List<RunView> runs, List<Judgement.Comparison> comparisons, List<Judgement.RunJudgement> judged) {
        return of(runs, comparisons, judged, Map.of());
    }

    /**
     * The rows of a table that may hold runs of several models.
     *
     * @param models name of the model by experiment; empty when all runs are of one model
     */
    static List<RunRow> of(
            List<RunView> runs,
            List<Judgement.Comparison> comparisons,
            List<Judgement.RunJudgement> judged,
            Map<UUID, String> models) {
        double fastest = runs.stream()
                .flatMap(run -> run.latency() == null
                        ? java.util.stream.Stream.empty()
                        : java.util.stream.Stream.of(run.latency().medianMs()))
                .min(Double::compare)
                .orElse(1.0);
        int decimals = decimals(fastest);
        Map<String, Judgement.Comparison> byRun = comparisons.stream()
                .collect(Collectors.toMap(Judgement.Comparison::runId, c -> c, (first, second) -> first));
        Map<String, Judgement.RunJudgement> outcomes = judged.stream()
                .collect(Collectors.toMap(Judgement.RunJudgement::runId, j -> j, (first, second) -> first));
        return runs.stream()
                .map(run -> row(
                        run,
                        models.getOrDefault(run.experiment(), ""),
                        decimals,
                        byRun.get(run.id().toString()),
                        outcomes.get(run.id().toString())))
                .toList();
    }

    /** Decimals with which the smallest number of a column keeps three digits. */
    static int decimals(double smallest) {
        return smallest >= 100
                ? 0
                : smallest > 0
                        ? Math.clamp(2 - (int) Math.floor(Math.log10(smallest)), 0, MOST_DECIMALS)
                        : MOST_DECIMALS;
    }

    private static RunRow row(
            RunView run,
            String model,
            int decimals,
            Judgement.@Nullable Comparison comparison,
            Judgement.@Nullable RunJudgement judgement) {
        Format format = new Format();
        Measurement m = run.measurement();
        LatencySummary latency = run.latency();
        JobView.JobFailure failure = run.job().failure();
        String state = run.job().state().name();
        String outcome = judgement == null ? "" : judgement.outcome().name();
        String verdict = judgement == null ? "" : judgement.sentence();
        if (m == null || latency == null) {
            return new RunRow(
                    run.id(),
                    run.experiment(),
                    model,
                    run.scheme().name(),
                    variant(run.scheme()),
                    run.device(),
                    run.deviceId(),
                    state,
                    false,
                    "",
                    "",
                    EMPTY,
                    "",
                    EMPTY,
                    EMPTY,
                    EMPTY,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    List.of(),
                    failure == null ? null : failure.message(),
                    outcome,
                    verdict);
        }
        Measurement.Fidelity fidelity = m.fidelity();
        Measurement.Accuracy accuracy = m.accuracy();
        Measurement.MemoryUse memory = m.memory();
        return new RunRow(
                run.id(),
                run.experiment(),
                model,
                run.scheme().name(),
                variant(run.scheme()),
                run.device(),
                run.deviceId(),
                state,
                true,
                format.bytes(m.modelBytes()),
                comparison == null ? "" : format.smaller(comparison.sizeRatio()),
                median(latency, decimals),
                faster(comparison),
                bound(latency.p90(), decimals),
                bound(latency.p95(), decimals),
                bound(latency.p99(), decimals),
                format.count(latency.samples()),
                format.plain(latency.throughputPerSecond()),
                fidelity == null ? "" : fidelity.finite() ? format.fixed(fidelity.cosine(), 4) : "not finite",
                fidelity == null ? "reference" : fidelityNote(fidelity),
                accuracy == null
                        ? ""
                        : format.fixed(accuracy.value(), 3) + " " + accuracy.metric() + ", n = " + accuracy.n(),
                memory == null ? "" : format.bytes(memory.peakRssBytes()),
                format.ms(m.loadMillis()),
                m.validity().status().name(),
                m.validity().reasons(),
                failure == null ? null : failure.message(),
                outcome,
                verdict);
    }

    private static Cell median(LatencySummary latency, int decimals) {
        Format format = new Format();
        Interval interval = latency.median();
        return new Cell(
                format.fixed(latency.medianMs(), decimals),
                interval == null
                        ? ""
                        : format.fixed(interval.low(), decimals) + "–" + format.fixed(interval.high(), decimals),
                true);
    }

    private static Cell bound(PercentileBound bound, int decimals) {
        return bound.ms() == null
                ? new Cell("", bound.samples() + " of " + bound.needed(), false)
                : new Cell(new Format().fixed(bound.ms(), decimals), "", true);
    }

    private static String faster(Judgement.@Nullable Comparison comparison) {
        if (comparison == null || comparison.speedUp() == null) {
            return "";
        }
        var ratio = comparison.speedUp();
        return ratio.noDifferenceShown() ? "no difference shown" : new Format().faster(ratio.ratio());
    }

    private static String fidelityNote(Measurement.Fidelity fidelity) {
        Format format = new Format();
        String worst = "worst " + format.fixed(fidelity.cosineMin(), 4);
        String noise = fidelity.sqnrDb() == null ? "" : ", " + format.fixed(fidelity.sqnrDb(), 1) + " dB";
        String top1 =
                fidelity.top1Agreement() == null ? "" : ", top-1 agrees " + format.percent(fidelity.top1Agreement());
        return worst + noise + top1;
    }

    /** The options in which a scheme differs from its defaults, in words. */
    static String variant(SchemeSpec spec) {
        return changed(spec).entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The options in which a scheme differs from its defaults, in alphabetical order. */
    static Map<String, String> changed(SchemeSpec spec) {
        Map<String, String> defaults;
        try {
            defaults = Scheme.parse(spec.name(), Map.of()).options();
        } catch (UnknownScheme e) {
            // A run of a newer worker may name a scheme that this portal does not know: every option is then shown.
            defaults = Map.of();
        }
        Map<String, String> changed = new TreeMap<>(spec.options());
        Map<String, String> usual = defaults;
        changed.entrySet().removeIf(option -> option.getValue().equals(usual.get(option.getKey())));
        return changed;
    }
}
