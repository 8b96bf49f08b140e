package dev.assay.protocol;

/** One claim of one job: the epoch rises with each claim, and only the newest epoch may write. */
public record JobRef(String jobId, long epoch) {}
