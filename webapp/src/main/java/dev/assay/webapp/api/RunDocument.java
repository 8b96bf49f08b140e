package dev.assay.webapp.api;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.why.Reason;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.queue.JobView;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Phase;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run as scripts read it. A percentile without enough samples is null.
 *
 * @param why     what was concluded from this run and what explains it, one sentence each
 * @param reasons what explains it once more, with a stable code and the figures behind each sentence
 */
public record RunDocument(
        UUID id,
        UUID experiment,
        String scheme,
        Map<String, String> options,
        String device,
        RunState state,
        @Nullable Phase phase,
        double progress,
        JobView.@Nullable Place queue,
        @Nullable JsonObject failure,
        Measurement.@Nullable Validity validity,
        @Nullable Long sizeBytes,
        @Nullable String sha256,
        @Nullable LatencyMs latencyMs,
        @Nullable Integer samples,
        @Nullable Double throughputPerSecond,
        @Nullable Double loadMs,
        @Nullable Long peakRssBytes,
        @Nullable Fidelity fidelity,
        Measurement.@Nullable Accuracy accuracy,
        @Nullable Double energyJ,
        @Nullable Versus versus,
        Measurement.@Nullable Environment environment,
        List<String> why,
        List<Reason> reasons) {

    /**
     * Latencies in ms.
     *
     * @param p50            upper bound of the 50th percentile at 99 % confidence, above the median; likewise the others
     * @param median         of the samples, as pages show it
     * @param medianInterval lower and upper end of its 95 % interval; null below 6 samples
     */
    public record LatencyMs(
            @Nullable Double p50,
            @Nullable Double p90,
            @Nullable Double p95,
            @Nullable Double p99,
            double median,
            @Nullable List<Double> medianInterval) {
        static LatencyMs of(LatencySummary latency) {
            return new LatencyMs(
                    latency.p50().ms(),
                    latency.p90().ms(),
                    latency.p95().ms(),
                    latency.p99().ms(),
                    latency.medianMs(),
                    latency.median() == null
                            ? null
                            : List.of(latency.median().low(), latency.median().high()));
        }
    }

    /** Likeness to fp32 on the same inputs; {@code sqnrDb} is null when the outputs are identical. */
    public record Fidelity(
            double cosine,
            @Nullable Double sqnrDb,
            double maxAbs,
            @Nullable Double top1,
            int inputs,
            boolean finite) {
        static Fidelity of(Measurement.Fidelity measured) {
            return new Fidelity(
                    measured.cosine(),
                    measured.sqnrDb(),
                    measured.maxAbs(),
                    measured.top1Agreement(),
                    measured.inputs(),
                    measured.finite());
        }
    }

    /**
     * The scheme that was measured in turns with the run's own; what the agent did not find is null.
     *
     * @param ratio    its latency over that of the run's scheme, the median of pairs of blocks
     * @param interval 95 % interval of the ratio
     */
    public record Versus(
            String scheme,
            Map<String, String> options,
            double ratio,
            List<Double> interval,
            @Nullable LatencyMs latencyMs,
            long sizeBytes,
            @Nullable String sha256,
            @Nullable Fidelity fidelity,
            Measurement.@Nullable Accuracy accuracy,
            Measurement.@Nullable QuantizationSummary quantization,
            List<MeasurementDetails.Layer> layers) {
        static Versus of(MeasurementDetails.Versus measured) {
            MeasurementDetails.Second second = measured.second();
            return new Versus(
                    measured.scheme().name(),
                    measured.scheme().options(),
                    measured.ratio(),
                    List.of(measured.low(), measured.high()),
                    measured.latencyNanos().isEmpty() ? null : LatencyMs.of(LatencySummary.of(measured.latencyNanos())),
                    measured.modelBytes(),
                    second == null ? null : second.modelSha256(),
                    second == null || second.fidelity() == null ? null : Fidelity.of(second.fidelity()),
                    second == null ? null : second.accuracy(),
                    second == null ? null : second.quantization(),
                    second == null ? List.of() : second.layers());
        }
    }

    static RunDocument of(RunView run, @Nullable Judgement judgement) {
        Optional<Measurement> measured = Optional.ofNullable(run.measurement());
        Optional<MeasurementDetails> details = measured.map(Measurement::details);
        Optional<LatencySummary> latency = Optional.ofNullable(run.latency());
        JobView job = run.job();
        return new RunDocument(
                run.id(),
                run.experiment(),
                run.scheme().name(),
                run.scheme().options(),
                run.device(),
                job.state(),
                job.phase(),
                job.state().terminal() ? 1 : job.progress(),
                job.place(),
                job.failure() == null ? null : failure(job.failure()),
                measured.map(Measurement::validity).orElse(null),
                measured.map(Measurement::modelBytes).orElse(null),
                measured.map(Measurement::modelSha256).orElse(null),
                latency.map(LatencyMs::of).orElse(null),
                latency.map(LatencySummary::samples).orElse(null),
                latency.map(LatencySummary::throughputPerSecond).orElse(null),
                measured.map(Measurement::loadMillis).orElse(null),
                measured.map(Measurement::memory)
                        .map(Measurement.MemoryUse::peakRssBytes)
                        .orElse(null),
                measured.map(Measurement::fidelity).map(Fidelity::of).orElse(null),
                measured.map(Measurement::accuracy).orElse(null),
                details.map(MeasurementDetails::energy)
                        .map(MeasurementDetails.Energy::joulesPerRun)
                        .orElse(null),
                details.map(MeasurementDetails::versus).map(Versus::of).orElse(null),
                measured.map(Measurement::environment).orElse(null),
                why(run, judgement),
                run.why());
    }

    /** The member {@code class} cannot be a component of a record. */
    private static JsonObject failure(JobView.JobFailure failure) {
        return Json.createObjectBuilder()
                .add("class", failure.failureClass())
                .add("code", failure.code())
                .add("message", failure.message())
                .build();
    }

    private static List<String> why(RunView run, @Nullable Judgement judgement) {
        Stream<String> judged = judgement == null
                ? Stream.of()
                : judgement.runs().stream()
                        .filter(one -> one.runId().equals(run.id().toString()))
                        .flatMap(one -> Stream.concat(
                                Stream.of(one.sentence()),
                                one.results().stream().map(Judgement.ObjectiveResult::sentence)));
        return Stream.concat(judged, run.why().stream().map(Reason::sentence))
                .distinct()
                .toList();
    }
}
