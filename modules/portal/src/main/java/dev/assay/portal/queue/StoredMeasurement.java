package dev.assay.portal.queue;

import dev.assay.protocol.Measurement;
import java.util.List;
import java.util.UUID;

/**
 * What a job measured.
 *
 * @param measurement without its samples: its own {@code latencyNanos} is empty
 * @param latencyNanos the raw samples in order
 */
public record StoredMeasurement(UUID job, Measurement measurement, List<Long> latencyNanos) {}
