package dev.assay.portal.queue;

import dev.assay.protocol.JobSpec;
import java.util.UUID;

/**
 * A job to put in the queue of one device.
 *
 * @param id       also the id of the run it measures
 * @param priority higher goes first; within a priority the oldest goes first
 */
public record NewJob(UUID id, UUID device, JobSpec spec, int priority) {}
