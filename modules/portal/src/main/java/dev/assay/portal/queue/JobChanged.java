package dev.assay.portal.queue;

import java.util.UUID;

/** A job moved: to another state, or further within it. */
public record JobChanged(UUID job, UUID device, RunState state) {}
