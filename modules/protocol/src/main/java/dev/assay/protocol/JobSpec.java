package dev.assay.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a job needs; the same spec on the same device is the same measurement.
 *
 * @param calibration inputs for a scheme that fixes ranges or corrects errors in advance; null when it needs none
 * @param versus      a second scheme, measured in turns with the first (A B B A) in the same process; null for one scheme
 * @param probes      for a calibration of the device instead of a measurement: model, scheme and workload then only fill
 *                    their places; null for a measurement
 */
public record JobSpec(
        String modelName,
        ArtifactRef model,
        SchemeSpec scheme,
        Workload workload,
        JobLimits limits,
        @Nullable CalibrationRef calibration,
        @Nullable SchemeSpec versus,
        @Nullable ProbeSpec probes) {
    /** A measurement. */
    public JobSpec(
            String modelName,
            ArtifactRef model,
            SchemeSpec scheme,
            Workload workload,
            JobLimits limits,
            @Nullable CalibrationRef calibration,
            @Nullable SchemeSpec versus) {
        this(modelName, model, scheme, workload, limits, calibration, versus, null);
    }

    /** A calibration of the device; it fetches no file. */
    public static JobSpec ofProbes(ProbeSpec probes) {
        Workload none = new Workload("single-stream", "rapid", 1, 1, Map.of(), Map.of(), null, 0);
        return new JobSpec(
                CALIBRATION,
                new ArtifactRef("0".repeat(64), 0),
                new SchemeSpec("fp32", Map.of()),
                none,
                JobLimits.DEFAULT,
                null,
                null,
                probes);
    }

    /** What calibrations are called where measurements have the name of their model. */
    public static final String CALIBRATION = "calibration";

    /** A job without calibration and without a second scheme. */
    public JobSpec(String modelName, ArtifactRef model, SchemeSpec scheme, Workload workload, JobLimits limits) {
        this(modelName, model, scheme, workload, limits, null, null);
    }
}
