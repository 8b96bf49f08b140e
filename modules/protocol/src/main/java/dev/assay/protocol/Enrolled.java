package dev.assay.protocol;

import java.time.Instant;

/** The answer to {@link Enrol}: the device's identity, and whether it may work already. */
public record Enrolled(String deviceId, boolean approved, AgentParameters parameters, Instant serverTime) {}
