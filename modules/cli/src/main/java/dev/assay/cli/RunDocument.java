package dev.assay.cli;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.why.Reason;
import dev.assay.protocol.Failure;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SandboxLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run as scripts read it.
 *
 * @param state   {@code SUCCEEDED}, {@code FAILED} or {@code CANCELED}
 * @param latency from the raw samples; null when there are none
 * @param why     one sentence per thing that limits what the numbers mean, then what explains them
 * @param reasons what explains them once more, with codes and figures
 */
record RunDocument(
        String id,
        JobSpec spec,
        String device,
        String state,
        @Nullable Failure failure,
        @Nullable Measurement measurement,
        @Nullable LatencySummary latency,
        List<String> why,
        List<Reason> reasons) {

    static RunDocument of(String id, String device, JobSpec spec, JobResult result) {
        Measurement measurement = result.measurement();
        LatencySummary latency =
                measurement == null || measurement.latencyNanos().isEmpty()
                        ? null
                        : LatencySummary.of(measurement.latencyNanos());
        List<String> why = new ArrayList<>();
        if (result.failure() != null) {
            why.add(result.failure().message());
        }
        if (measurement != null) {
            why.addAll(measurement.validity().reasons());
            if (measurement.environment().sandbox() != SandboxLevel.BUBBLEWRAP) {
                why.add("The job process ran at isolation level "
                        + measurement.environment().sandbox() + ".");
            }
            if (latency != null && latency.p99().ms() == null) {
                why.add("A 99th percentile needs " + latency.p99().needed() + " samples; there are " + latency.samples()
                        + ".");
            }
        }
        return new RunDocument(
                id, spec, device, result.outcome().name(), result.failure(), measurement, latency, why, List.of());
    }

    RunDocument explainedBy(List<Reason> found) {
        List<String> sentences = new ArrayList<>(why);
        found.forEach(reason -> sentences.add(reason.sentence()));
        return new RunDocument(id, spec, device, state, failure, measurement, latency, sentences, found);
    }

    /** The keys of the contract; what was not measured is null, what cannot apply is left out. */
    Map<String, Object> json() {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("id", id);
        run.put("scheme", spec.scheme().name());
        run.put("options", spec.scheme().options());
        run.put("device", device);
        run.put("state", state);
        if (failure != null) {
            run.put(
                    "failure",
                    Map.of(
                            "class", failure.failureClass().name(),
                            "code", failure.code(),
                            "message", failure.message()));
        }
        if (measurement != null) {
            run.put("validity", measurement.validity());
            run.put("sizeBytes", measurement.modelBytes());
            run.put("sha256", measurement.modelSha256());
            run.put("latencyMs", percentiles());
            run.put("samples", measurement.latencyNanos().size());
            run.put("throughputPerSecond", throughput());
            run.put("loadMs", measurement.loadMillis());
            run.put(
                    "peakRssBytes",
                    measurement.memory() == null ? null : measurement.memory().peakRssBytes());
            run.put("fidelity", fidelity());
            Measurement.Accuracy accuracy = measurement.accuracy();
            if (accuracy != null) {
                run.put("accuracy", accuracy);
            }
            run.put("environment", measurement.environment());
            run.putAll(DetailLines.json(measurement));
        }
        run.put("why", why);
        run.put("reasons", reasons);
        return run;
    }

    /** Upper bounds at 99 % confidence, then the sample median with its 95 % interval; all in ms. */
    private Map<String, @Nullable Object> percentiles() {
        Map<String, @Nullable Object> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", latency == null ? null : latency.p50().ms());
        percentiles.put("p90", latency == null ? null : latency.p90().ms());
        percentiles.put("p95", latency == null ? null : latency.p95().ms());
        percentiles.put("p99", latency == null ? null : latency.p99().ms());
        percentiles.put("median", latency == null ? null : latency.medianMs());
        percentiles.put(
                "medianInterval",
                latency == null || latency.median() == null
                        ? null
                        : List.of(latency.median().low(), latency.median().high()));
        return percentiles;
    }

    private @Nullable Double throughput() {
        MeasurementDetails.ScenarioResult scenario =
                measurement == null ? null : measurement.details().scenario();
        if (scenario != null) {
            return scenario.samplesPerSecond();
        }
        return measurement == null || measurement.elapsedSeconds() <= 0
                ? null
                : measurement.latencyNanos().size() / measurement.elapsedSeconds();
    }

    private @Nullable Map<String, @Nullable Object> fidelity() {
        Measurement.Fidelity fidelity = measurement == null ? null : measurement.fidelity();
        if (fidelity == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cosine", fidelity.cosine());
        json.put("cosineMin", fidelity.cosineMin());
        json.put("sqnrDb", fidelity.sqnrDb());
        json.put("maxAbs", fidelity.maxAbs());
        if (fidelity.top1Agreement() != null) {
            json.put("top1", fidelity.top1Agreement());
        }
        json.put("inputs", fidelity.inputs());
        json.put("finite", fidelity.finite());
        return json;
    }
}
