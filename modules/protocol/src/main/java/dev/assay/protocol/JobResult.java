package dev.assay.protocol;

import org.jspecify.annotations.Nullable;

/** What an agent reports once per epoch; the portal accepts it exactly once. */
public record JobResult(
        long epoch,
        Outcome outcome,
        @Nullable Failure failure,
        @Nullable Measurement measurement,
        @Nullable ProbeReport probes) {
    /** A result that is no calibration. */
    public JobResult(long epoch, Outcome outcome, @Nullable Failure failure, @Nullable Measurement measurement) {
        this(epoch, outcome, failure, measurement, null);
    }
}
