package dev.assay.protocol;

/** A leased job. {@code jobToken} opens this job's artifacts and nothing else. */
public record Assignment(String jobId, long epoch, int leaseSeconds, String jobToken, JobSpec spec) {}
