package dev.assay.protocol;

import java.time.Instant;

/** The lease lasts {@code leaseSeconds} more, counted by the agent from when it sent the request. */
public record Renewed(boolean cancel, int leaseSeconds, Instant serverTime) {}
