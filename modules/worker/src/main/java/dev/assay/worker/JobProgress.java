package dev.assay.worker;

import dev.assay.protocol.Phase;

/**
 * How far a job is.
 *
 * @param progress of the whole job, 0 to 1, never falling
 * @param note     one short line for people
 */
public record JobProgress(Phase phase, double progress, String note) {}
