package dev.assay.protocol;

import org.jspecify.annotations.Nullable;

/** What an agent reports once per epoch; the portal accepts it exactly once. */
public record JobResult(
        long epoch,
        Outcome outcome,
        @Nullable Failure failure,
        @Nullable Measurement measurement) {}
