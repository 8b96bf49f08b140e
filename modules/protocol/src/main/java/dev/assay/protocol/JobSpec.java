package dev.assay.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Everything a job needs; the same spec on the same device is the same measurement.
 *
 * @param calibration inputs for a scheme that fixes ranges or corrects errors in advance; null when it needs none
 * @param versus      a second scheme, measured in turns with the first (A B B A) in the same process; null for one scheme
 */
public record JobSpec(
        String modelName,
        ArtifactRef model,
        SchemeSpec scheme,
        Workload workload,
        JobLimits limits,
        @Nullable CalibrationRef calibration,
        @Nullable SchemeSpec versus) {
    /** A job without calibration and without a second scheme. */
    public JobSpec(String modelName, ArtifactRef model, SchemeSpec scheme, Workload workload, JobLimits limits) {
        this(modelName, model, scheme, workload, limits, null, null);
    }
}
