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

    /** Names of the scenarios that can be measured. */
    public static final List<String> SCENARIOS = List.of("single-stream", "multi-stream", "server", "offline");

    /** Names of the tiers, shortest first. */
    public static final List<String> TIERS = List.of("rapid", "standard", "reference", "sustained");

    /**
     * What does not fit together, as one sentence that says what to do; null when the workload can be measured.
     *
     * @param versus whether a second scheme is to be measured in turns with the first
     */
    public @Nullable String contradiction(boolean versus) {
        if (!SCENARIOS.contains(scenario)) {
            return "The scenario " + scenario + " is not known; use one of " + String.join(", ", SCENARIOS) + ".";
        }
        if (!TIERS.contains(tier)) {
            return "The tier " + tier + " is not known; use one of " + String.join(", ", TIERS) + ".";
        }
        Double bound = latencyBoundMillis;
        if (scenario.equals("server") && bound == null) {
            return "The server scenario looks for the highest rate whose 99th percentile keeps a latency bound;"
                    + " give that bound in milliseconds.";
        }
        if (bound != null && !(bound > 0 && Double.isFinite(bound))) {
            return "A latency bound of " + bound + " ms cannot be kept; give one above 0.";
        }
        if (bound != null && !scenario.equals("server")) {
            return "A latency bound belongs to the server scenario; leave it out for " + scenario + ".";
        }
        if (tier.equals("sustained") && !scenario.equals("single-stream")) {
            return "The sustained tier watches one stream for half an hour; use it with the scenario single-stream.";
        }
        if (versus && (tier.equals("sustained") || !scenario.equals("single-stream"))) {
            return "Two schemes are measured in turns in the scenario single-stream and in the tiers rapid, standard"
                    + " and reference; choose one of these.";
        }
        return null;
    }
}
