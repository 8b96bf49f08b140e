package dev.assay.protocol;

/** Everything a job needs; the same spec on the same device is the same measurement. */
public record JobSpec(String modelName, ArtifactRef model, SchemeSpec scheme, Workload workload, JobLimits limits) {}
