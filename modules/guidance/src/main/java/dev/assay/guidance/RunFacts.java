package dev.assay.guidance;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.statistics.RatioInterval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict needs to know about one run.
 *
 * @param runId        as in the run's own page
 * @param scheme       {@code fp32}, {@code int8-dynamic}, ...
 * @param device       name of the device that ran it
 * @param profileId    the hardware profile of that device, or null when it has none
 * @param outcome      whether it finished and how far it can be trusted
 * @param latency      of the samples; null when it did not finish
 * @param latencyNanos raw samples in order, for the interval of a ratio; may be empty
 * @param fidelity     mean cosine with fp32; null for the fp32 run itself or when unknown
 * @param bytes        size of the model file as it ran; null when it did not finish
 * @param flops        floating-point operations of one inference; null when unknown
 * @param watts        power under load; null when not measured
 * @param workload     what must agree before two runs compare: inputs, threads, tier; empty when unknown
 * @param conditions   the same and more, field by field; {@link RunConditions#UNKNOWN} when they were not kept
 * @param startSamples how many of the samples each process start took, in order; empty for one start
 * @param quality      answers against labels and against fp32; null when neither was compared
 */
public record RunFacts(
        String runId,
        String scheme,
        String device,
        @Nullable String profileId,
        Outcome outcome,
        @Nullable LatencySummary latency,
        List<Long> latencyNanos,
        @Nullable Double fidelity,
        @Nullable Long bytes,
        @Nullable Double flops,
        @Nullable Double watts,
        String workload,
        RunConditions conditions,
        List<Integer> startSamples,
        @Nullable RunQuality quality) {

    /** A run of one process start whose conditions are those of its workload. */
    public RunFacts(
            String runId,
            String scheme,
            String device,
            @Nullable String profileId,
            Outcome outcome,
            @Nullable LatencySummary latency,
            List<Long> latencyNanos,
            @Nullable Double fidelity,
            @Nullable Long bytes,
            @Nullable Double flops,
            @Nullable Double watts,
            String workload) {
        this(
                runId,
                scheme,
                device,
                profileId,
                outcome,
                latency,
                latencyNanos,
                fidelity,
                bytes,
                flops,
                watts,
                workload,
                RunConditions.UNKNOWN,
                List.of(),
                null);
    }

    /** The samples of each process start; one list of all of them when the starts are not known or do not add up. */
    public List<List<Long>> nanosByStart() {
        return RatioInterval.byStart(latencyNanos, startSamples);
    }

    /** Whether a run can be used. */
    public enum Outcome {
        VALID,
        /** Finished, with reasons for doubt. */
        SUSPECT,
        /** Finished under conditions that spoil its latencies; its size and its outputs are what they are. */
        INVALID,
        /** Finished with outputs that are not finite or not the same twice: none of its numbers may be used. */
        WRONG,
        /** No measurement: failed, cancelled or still under way. */
        UNFINISHED;

        /** Whether all of its numbers may be used. */
        public boolean usable() {
            return this == VALID || this == SUSPECT;
        }

        /** Whether its size and its fidelity may be used: load changes neither. */
        public boolean outputsUsable() {
            return usable() || this == INVALID;
        }
    }
}
