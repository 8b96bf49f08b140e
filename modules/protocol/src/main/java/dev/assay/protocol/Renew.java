package dev.assay.protocol;

/**
 * Keeps a lease and tells how far the job is.
 *
 * @param progress of the whole job, 0 to 1
 * @param note     one short line for people
 */
public record Renew(long epoch, Phase phase, double progress, String note) {}
