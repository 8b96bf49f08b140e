package dev.assay.portal.predictions;

import dev.assay.guidance.roofline.Calibration;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.portal.Database;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be expected of runs, and how it came out. */
@ApplicationScoped
@Transactional
public class Predictions {
    private static final SchemeSpec AS_IT_IS = new SchemeSpec("fp32", Map.of());

    @Inject
    Database database;

    @Inject
    Calibrations calibrations;

    @Inject
    PlannedModels models;

    private record Row(UUID device, JobSpec spec, @Nullable Measurement measurement, List<Long> nanos) {
        /** Latencies that load has spoilt say nothing about a prediction. */
        boolean usable() {
            return measurement != null
                    && measurement.validity().status() != Measurement.Validity.Status.INVALID
                    && !nanos.isEmpty();
        }
    }

    /**
     * The prediction for a run in the scenario single-stream.
     *
     * @return empty where the device was not calibrated with that number of threads, where the scenario is another one, or
     *     where the kernels of the scheme are only known on the device
     */
    public Optional<RunPrediction> of(UUID run) {
        Row row = database.first(
                        """
                        select j.device_id, j.spec, m.body, m.latency_nanos
                          from job j left join measurement m on m.job_id = j.id where j.id = ?
                        """,
                        found -> {
                            String body = found.getString("body");
                            return new Row(
                                    Database.uuid(found, "device_id"),
                                    Wire.read(found.getString("spec"), JobSpec.class),
                                    body == null ? null : Wire.read(body, Measurement.class),
                                    body == null ? List.of() : Database.longs(found, "latency_nanos"));
                        },
                        run)
                .orElse(null);
        if (row == null
                || row.spec().probes() != null
                || !row.spec().workload().scenario().equals("single-stream")) {
            return Optional.empty();
        }
        StoredCalibration stored = calibrations.newest(row.device()).orElse(null);
        Calibration fit = stored == null
                ? null
                : stored.fit(row.spec().workload().threads()).orElse(null);
        if (stored == null || fit == null) {
            return Optional.empty();
        }
        return planned(row)
                .map(planned -> new RunPrediction(
                        run,
                        stored.id(),
                        stored.measured(),
                        fit.predict(planned.work()),
                        row.usable() ? LatencySummary.of(row.nanos()).medianMs() : null));
    }

    private Optional<PlannedModels.Planned> planned(Row row) {
        JobSpec spec = row.spec();
        Measurement measurement = row.measurement();
        List<String> shapes = new ArrayList<>();
        spec.workload()
                .shapes()
                .forEach((input, shape) -> shapes.add(input + "="
                        + String.join("x", shape.stream().map(String::valueOf).toList())));
        if (measurement != null) {
            shapes.clear();
            shapes.addAll(measurement.environment().inputShapes());
            Optional<PlannedModels.Planned> exact = models.plan(
                    measurement.modelSha256(), AS_IT_IS, spec.workload().dimensions(), shapes);
            if (exact.isPresent()) {
                return exact;
            }
        }
        return models.plan(spec.model().sha256(), spec.scheme(), spec.workload().dimensions(), shapes);
    }
}
