package dev.assay.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is fed to the model, and how long.
 *
 * @param scenario     MLPerf's name: {@code single-stream}, {@code multi-stream}, {@code server} or {@code offline}
 * @param tier         {@code rapid}, {@code standard}, {@code reference} or {@code sustained}
 * @param threads      intra-op threads; never left to the runtime
 * @param seed         seed of generated inputs and of the order in which a dataset is drawn
 * @param dimensions   sizes for dynamic dimensions by name, such as {@code batch_size=1, sequence_length=128}
 * @param shapes       full shapes by input name; they win over {@code dimensions}
 * @param dataset      inputs that carry meaning, or null for generated ones
 * @param fidelityInputs how many inputs the fidelity pass compares at most
 * @param latencyBoundMillis the 99th percentile that the server scenario must keep; null for the other scenarios
 */
public record Workload(
        String scenario,
        String tier,
        int threads,
        long seed,
        Map<String, Long> dimensions,
        Map<String, List<Long>> shapes,
        @Nullable DatasetRef dataset,
        int fidelityInputs,
        @Nullable Double latencyBoundMillis) {
    /** A workload without a latency bound. */
    public Workload(
            String scenario,
            String tier,
            int threads,
            long seed,
            Map<String, Long> dimensions,
            Map<String, List<Long>> shapes,
            @Nullable DatasetRef dataset,
            int fidelityInputs) {
        this(scenario, tier, threads, seed, dimensions, shapes, dataset, fidelityInputs, null);
    }
}
