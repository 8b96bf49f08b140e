package dev.assay.portal.runs;

import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list. Figures are null until it succeeded, and where they were not measured.
 *
 * @param modelRef     how addresses name the model
 * @param label        scheme with the options that differ from its defaults
 * @param failure      code of the failure, or null
 * @param medianMs     plain median, ms
 * @param p90Ms        upper bound of the 90th percentile at 99 % confidence, ms; null when the samples are too few
 * @param cosine       likeness to fp32; null for fp32 and when outputs were not finite
 * @param joulesPerRun idle subtracted; null without a meter
 */
public record RunCard(
        UUID id,
        UUID experiment,
        String model,
        String modelRef,
        SchemeSpec scheme,
        String label,
        String device,
        String account,
        RunState state,
        @Nullable String failure,
        Measurement.Validity.@Nullable Status validity,
        String tier,
        String scenario,
        int threads,
        boolean versus,
        @Nullable Integer samples,
        @Nullable Double medianMs,
        @Nullable Double p90Ms,
        @Nullable Long sizeBytes,
        @Nullable Double cosine,
        @Nullable Long peakRssBytes,
        @Nullable Double loadMs,
        @Nullable Double joulesPerRun,
        Instant created,
        @Nullable Instant ended) {}
