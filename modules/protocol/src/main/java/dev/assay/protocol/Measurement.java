package dev.assay.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one successful run produced. Percentiles are computed from {@code latencyNanos}, never stored alone.
 *
 * @param modelSha256     hash of the model as it ran, after the scheme was applied
 * @param modelBytes      its size
 * @param quantization    what the scheme did to the graph; null for {@code fp32}
 * @param loadMillis      session creation in a fresh process (cold load)
 * @param firstRunMillis  the first inference after the load
 * @param warmUp          median latency in nanoseconds of each warm-up window, in order
 * @param warmUpStable    whether the last three windows agreed within 10 %
 * @param latencyNanos    raw samples in order, from scheduled time to reply
 * @param elapsedSeconds  wall time of the timed part
 * @param validity        whether the numbers may be trusted
 * @param memory          from a pass of its own
 * @param fidelity        against fp32 on the same inputs; null when this is the fp32 run
 * @param accuracy        against labels; null when the dataset has none
 * @param environment     what is needed to compare or to repeat
 * @param details         what the other passes found; empty where a pass was not asked for
 */
public record Measurement(
        String modelSha256,
        long modelBytes,
        @Nullable QuantizationSummary quantization,
        double loadMillis,
        double firstRunMillis,
        List<Double> warmUp,
        boolean warmUpStable,
        List<Long> latencyNanos,
        double elapsedSeconds,
        Validity validity,
        @Nullable MemoryUse memory,
        @Nullable Fidelity fidelity,
        @Nullable Accuracy accuracy,
        Environment environment,
        MeasurementDetails details) {

    public Measurement {
        details = details == null ? MeasurementDetails.NONE : details; // absent in results of older agents
    }

    /**
     * What a scheme did: counts, seconds, and the nodes it left alone with the reason.
     *
     * @param notes what changed in the graph as a whole, how the calibration examples were chosen, and the first bad layer,
     *              in sentences
     * @param bytesByType bytes of constants of the new graph by element type; empty in results of older agents
     * @param firstBadLayer the first layer whose output goes wrong while what it reads is right; null when there is none, or
     *                    when outputs were not compared
     */
    public record QuantizationSummary(
            double seconds,
            int quantized,
            int skipped,
            List<SkippedNode> skippedNodes,
            List<String> notes,
            Map<String, Long> bytesByType,
            @Nullable String firstBadLayer) {
        /** Without notes. */
        public QuantizationSummary(double seconds, int quantized, int skipped, List<SkippedNode> skippedNodes) {
            this(seconds, quantized, skipped, skippedNodes, List.of(), Map.of(), null);
        }
    }

    /** A node that a scheme left in floating point. */
    public record SkippedNode(String node, String op, String reason) {}

    /** {@code VALID}, {@code SUSPECT} or {@code INVALID}, with one sentence per reason. */
    public record Validity(Status status, List<String> reasons) {
        /** How the reason ends that says the outputs of the timed part are not those from before it. */
        public static final String OUTPUTS_DIFFER = "differ from those taken before it.";

        /** Whether the same input gave different outputs, so that not only the latencies are in doubt. */
        public boolean outputsDiffer() {
            return reasons.stream().anyMatch(reason -> reason.endsWith(OUTPUTS_DIFFER));
        }

        /** Trust in a measurement; the order is best first. */
        public enum Status {
            VALID,
            SUSPECT,
            INVALID
        }
    }

    /**
     * Memory of a separate process that only loads and runs the model.
     *
     * @param peakRssBytes     highest resident set (VmHWM)
     * @param baselineRssBytes resident set before the model was loaded
     */
    public record MemoryUse(long peakRssBytes, long baselineRssBytes) {}

    /**
     * Likeness of the outputs to those of fp32 on the same inputs.
     *
     * @param cosine        mean over inputs of the cosine of all outputs flattened; 1 is identical direction
     * @param cosineMin     the worst input
     * @param sqnrDb        signal to quantization noise ratio over all inputs, in dB; null when identical
     * @param maxAbs        largest absolute difference
     * @param top1Agreement share of inputs whose largest class is the same; null where it does not apply
     * @param inputs        how many inputs were compared
     * @param finite        false when either side produced NaN or infinity; the other figures then mean nothing
     */
    public record Fidelity(
            double cosine,
            double cosineMin,
            @Nullable Double sqnrDb,
            double maxAbs,
            @Nullable Double top1Agreement,
            int inputs,
            boolean finite) {}

    /**
     * A score against labels over {@code n} examples, with the fp32 score on the same examples.
     *
     * @param lost   examples that only fp32 gets right; null where they were not counted
     * @param gained examples that only the rewritten model gets right; likewise
     */
    public record Accuracy(
            String metric,
            double value,
            double fp32,
            int n,
            @Nullable Integer lost,
            @Nullable Integer gained) {
        /** Without the examples on which the two differ. */
        public Accuracy(String metric, double value, double fp32, int n) {
            this(metric, value, fp32, n, null, null);
        }
    }

    /**
     * The conditions of the run.
     *
     * @param mhzBefore     clock before the timed part, or null
     * @param mhzAfter      clock after it, or null
     * @param foreignCpu    share of one core that other processes used during the timed part, or null
     * @param steal         share of CPU time stolen by the hypervisor, or null
     * @param inputsSha256  hash of the input tensors used
     * @param inputShapes   {@code name=1x128} per input
     * @param optimization  ONNX Runtime's graph optimisation level
     */
    public record Environment(
            Capabilities device,
            SandboxLevel sandbox,
            int threads,
            String provider,
            String optimization,
            @Nullable Double mhzBefore,
            @Nullable Double mhzAfter,
            @Nullable Double celsiusBefore,
            @Nullable Double celsiusAfter,
            @Nullable Double foreignCpu,
            @Nullable Double steal,
            String inputsSha256,
            List<String> inputShapes,
            long seed,
            String clock) {}
}
