package dev.assay.portal.experiments;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to measure, as a user chooses it; the dataset comes with the model.
 *
 * @param tier       {@code rapid}, {@code standard}, {@code reference} or {@code sustained}
 * @param threads    intra-op threads, or null for all cores of each device but one
 * @param dimensions sizes of dynamic dimensions by name; absent ones get the model's usual size
 * @param shapes     full shapes by input name; they win over {@code dimensions}
 * @param seed       of generated inputs, or null for the default
 * @param wallSeconds most seconds that one run may take, or null for the limit of its tier, which it cannot exceed
 * @param scenario   {@code single-stream}, {@code multi-stream}, {@code server} or {@code offline}; null for the first
 * @param latencyBoundMs the 99th percentile that the server scenario has to keep; null for the other scenarios
 */
public record WorkloadChoice(
        String tier,
        @Nullable Integer threads,
        Map<String, Long> dimensions,
        Map<String, List<Long>> shapes,
        @Nullable Long seed,
        @Nullable Integer wallSeconds,
        @Nullable String scenario,
        @Nullable Double latencyBoundMs) {
    /** The rapid tier with everything by default. */
    public static final WorkloadChoice RAPID = new WorkloadChoice("rapid", null, Map.of(), Map.of(), null);

    /** Without a latency bound. */
    public WorkloadChoice(
            String tier,
            @Nullable Integer threads,
            Map<String, Long> dimensions,
            Map<String, List<Long>> shapes,
            @Nullable Long seed,
            @Nullable Integer wallSeconds,
            @Nullable String scenario) {
        this(tier, threads, dimensions, shapes, seed, wallSeconds, scenario, null);
    }

    /** One stream, with the tier's own limit of time. */
    public WorkloadChoice(
            String tier,
            @Nullable Integer threads,
            Map<String, Long> dimensions,
            Map<String, List<Long>> shapes,
            @Nullable Long seed) {
        this(tier, threads, dimensions, shapes, seed, null, null, null);
    }
}
