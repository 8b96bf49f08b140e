package dev.assay.portal.queue;

import dev.assay.protocol.ProbeReport;
import java.util.UUID;

/** A device handed in the times of its probes; heard within the transaction that ends the job. */
public record ProbesTimed(UUID job, UUID device, ProbeReport report) {}
