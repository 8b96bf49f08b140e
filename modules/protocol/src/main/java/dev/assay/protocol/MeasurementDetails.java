package dev.assay.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the passes beside the latency pass found. Each part is null or empty when its pass was not asked for or has
 * nothing to say on this device.
 *
 * @param calibration what the scheme looked at before the rewrite
 * @param layers      weights and outputs of each rewritten node against fp32, in the order of the graph
 * @param graph       what ONNX Runtime made of the model
 * @param profile     time by node, from the runtime's own profile
 * @param scenario    queries and rates of the multi-stream, server and offline scenarios
 * @param starts      one entry per process start; a reference measurement has five
 * @param minutes     median latency in nanoseconds of each minute of a sustained measurement
 * @param harness     what the measuring itself costs
 * @param energy      from a pass of its own where a meter can be read
 * @param versus      the second scheme of an interleaved comparison
 * @param search      what an automatic choice of scheme tried
 * @param stages      cold load, warm load, first run and steady state of the process that was weighed
 */
public record MeasurementDetails(
        @Nullable Calibration calibration,
        List<Layer> layers,
        @Nullable OptimizedGraph graph,
        @Nullable Profile profile,
        @Nullable ScenarioResult scenario,
        List<ProcessStart> starts,
        List<Double> minutes,
        @Nullable Harness harness,
        @Nullable Energy energy,
        @Nullable Versus versus,
        @Nullable Search search,
        @Nullable Stages stages) {

    /** No pass but the basic ones. */
    public static final MeasurementDetails NONE = new MeasurementDetails(
            null, List.of(), null, null, null, List.of(), List.of(), null, null, null, null, null);

    /** The same with what was found by looking into the session. */
    public MeasurementDetails withInsight(OptimizedGraph optimized, Profile times) {
        return new MeasurementDetails(
                calibration,
                layers,
                optimized,
                times,
                scenario,
                starts,
                minutes,
                harness,
                energy,
                versus,
                search,
                stages);
    }

    /** The same with what the rewrite tells: its calibration, null without one, and its layers. */
    public MeasurementDetails withRewrite(@Nullable Calibration calibrated, List<Layer> rewritten) {
        return new MeasurementDetails(
                calibrated,
                rewritten,
                graph,
                profile,
                scenario,
                starts,
                minutes,
                harness,
                energy,
                versus,
                search,
                stages);
    }

    /** The same with how the timed parts went. */
    public MeasurementDetails withTiming(
            @Nullable ScenarioResult queries,
            List<ProcessStart> processes,
            List<Double> minuteMedians,
            @Nullable Harness cost,
            @Nullable Versus other) {
        return new MeasurementDetails(
                calibration,
                layers,
                graph,
                profile,
                queries,
                processes,
                minuteMedians,
                cost,
                energy,
                other,
                search,
                stages);
    }

    /** The same with the memory and time of load and run apart. */
    public MeasurementDetails withStages(Stages apart) {
        return new MeasurementDetails(
                calibration, layers, graph, profile, scenario, starts, minutes, harness, energy, versus, search, apart);
    }

    /** The same with what was found of the second scheme; the same when there is none. */
    public MeasurementDetails withSecond(Second found) {
        return versus == null ? this : withTiming(scenario, starts, minutes, harness, versus.with(found));
    }

    /** The same with what an automatic choice of scheme tried. */
    public MeasurementDetails withSearch(Search tried) {
        return new MeasurementDetails(
                calibration, layers, graph, profile, scenario, starts, minutes, harness, energy, versus, tried, stages);
    }

    /** The same with what a meter showed. */
    public MeasurementDetails withEnergy(Energy drawn) {
        return new MeasurementDetails(
                calibration, layers, graph, profile, scenario, starts, minutes, harness, drawn, versus, search, stages);
    }

    /**
     * The inputs a scheme was calibrated with.
     *
     * @param dataset       name of the dataset
     * @param datasetSha256 hash of its file
     * @param indices       the examples used, in the order in which the model saw them
     * @param seconds       wall time of the calibration
     */
    public record Calibration(String dataset, String datasetSha256, List<Integer> indices, double seconds) {}

    /**
     * One rewritten node.
     *
     * @param node           its name in the model as given, or its first output when it has none
     * @param op             operator before the rewrite
     * @param weightSqnrDb   of the rounded weights; null when nothing was lost
     * @param weightCosine   of the rounded weights
     * @param outputSqnrDb   of the node's output in the whole rewritten model against fp32 on real inputs; null when it
     *                       cannot be compared or nothing differs
     * @param outputCosine   likewise; null when it cannot be compared
     */
    public record Layer(
            String node,
            String op,
            @Nullable Double weightSqnrDb,
            double weightCosine,
            @Nullable Double outputSqnrDb,
            @Nullable Double outputCosine) {}

    /**
     * The graph as the runtime runs it.
     *
     * @param ops     nodes by operator, the domain before contributed ones ({@code com.microsoft.MatMulNBits})
     * @param fused   nodes by fused kernel that carry quantized arithmetic
     * @param leftOver quantize, dequantize and cast nodes that no kernel absorbed
     */
    public record OptimizedGraph(Map<String, Integer> ops, Map<String, Integer> fused, Map<String, Integer> leftOver) {}

    /**
     * Time by node of the optimised graph.
     *
     * @param runs  runs that were profiled
     * @param nodes in the order of execution
     */
    public record Profile(int runs, List<NodeTime> nodes) {}

    /**
     * One node of the optimised graph.
     *
     * @param node     its name there
     * @param op       its operator there
     * @param provider execution provider that ran it
     * @param micros   mean kernel time of one run, in microseconds
     * @param sources  names of the nodes of the model as given that it stands for; empty when none could be found
     * @param precision {@code fp32}, {@code fp16}, {@code int8}, {@code int4}, ... by the types it computes with
     */
    public record NodeTime(
            String node, String op, String provider, double micros, List<String> sources, String precision) {}

    /**
     * What a scenario gave. {@code latencyNanos} of the measurement holds its queries: for multi-stream one entry per
     * query of 8 samples; for server one entry per query at the reported rate, from the scheduled time; for offline one
     * entry per batch, its duration divided by its samples. Single-stream has this part only when it answered more
     * queries than samples were kept: then every n-th was.
     *
     * @param scenario          its name
     * @param samplesPerQuery   8 for multi-stream, 1 for single-stream and server, all for offline
     * @param queries           queries answered in the timed part
     * @param samplesPerSecond  of the timed part; for server the highest rate that kept the bound, 0 when none did
     * @param boundMillis       the bound of the server scenario
     * @param rates             every rate that the server scenario tried, in order
     * @param batch             samples that went into one call of the runtime
     * @param note              one sentence about how the samples were fed, or null
     */
    public record ScenarioResult(
            String scenario,
            int samplesPerQuery,
            long queries,
            double samplesPerSecond,
            @Nullable Double boundMillis,
            List<Rate> rates,
            int batch,
            @Nullable String note) {}

    /**
     * One rate that the server scenario tried.
     *
     * @param p99Millis upper bound of the 99th percentile at 99 % confidence; null without enough queries
     * @param kept      whether that bound is at most the latency bound
     */
    public record Rate(
            double queriesPerSecond, long queries, @Nullable Double p99Millis, boolean kept) {}

    /** One process start of a reference measurement. */
    public record ProcessStart(double loadMillis, double firstRunMillis, double medianNanos, int samples) {}

    /**
     * What the measuring costs, measured around an empty call.
     *
     * @param perCallNanos    clock, input draw and bookkeeping of one query
     * @param share           of the median latency
     */
    public record Harness(double perCallNanos, double share) {}

    /**
     * Energy of a separate pass, the measured idle power subtracted.
     *
     * @param meter        {@code rapl} or {@code ina}
     * @param boundary     what the meter sees, such as {@code package-0}
     * @param idleWatts    mean power before the pass
     * @param activeWatts  mean power during the pass
     * @param joulesPerRun {@code (activeWatts - idleWatts) * seconds / runs}
     */
    public record Energy(
            String meter, String boundary, double idleWatts, double activeWatts, double joulesPerRun, int runs) {}

    /**
     * The second scheme of an interleaved comparison, measured in blocks A B B A.
     *
     * @param scheme       what was measured against the first
     * @param modelBytes   its size
     * @param latencyNanos its samples, in order
     * @param blocks       medians of each pair of blocks in nanoseconds: first scheme, second scheme
     * @param ratio        median over blocks of second / first; above 1 the first scheme is faster
     * @param low          lower end of the 95 % interval of the ratio
     * @param high         upper end
     * @param second       what was found of the second scheme beside its latency; null in results of older agents
     */
    public record Versus(
            SchemeSpec scheme,
            long modelBytes,
            List<Long> latencyNanos,
            List<List<Double>> blocks,
            double ratio,
            double low,
            double high,
            @Nullable Second second) {
        /** The same with what the other passes found of the second scheme. */
        public Versus with(Second found) {
            return new Versus(scheme, modelBytes, latencyNanos, blocks, ratio, low, high, found);
        }
    }

    /**
     * The second scheme of an interleaved comparison as the other passes saw it; its parts mean what they mean for the
     * first scheme in {@link Measurement} and here.
     *
     * @param quantization null for {@code fp32}
     * @param fidelity     null for {@code fp32}
     * @param accuracy     null when the dataset has no labels
     * @param calibration  null when the scheme looked at nothing
     * @param graph        null when the runtime did not tell
     * @param profile      null when the runtime did not tell
     */
    public record Second(
            String modelSha256,
            Measurement.@Nullable QuantizationSummary quantization,
            Measurement.@Nullable Fidelity fidelity,
            Measurement.@Nullable Accuracy accuracy,
            @Nullable Calibration calibration,
            List<Layer> layers,
            @Nullable OptimizedGraph graph,
            @Nullable Profile profile) {}

    /**
     * An automatic choice of scheme.
     *
     * @param goal        {@code fastest} or {@code smallest}
     * @param minFidelity the cosine that had to be held
     * @param points      everything that was tried, in order
     * @param note        one sentence: why the search ended
     */
    public record Search(String goal, double minFidelity, List<Point> points, String note) {}

    /** One scheme that was tried: median latency, size, mean cosine; {@code front} marks those that none other beats. */
    public record Point(
            SchemeSpec scheme, double medianMillis, long bytes, double cosine, boolean front, boolean chosen) {}

    /**
     * Load and run apart, with the highest resident set of each part; of the process that was weighed.
     *
     * @param coldLoadMillis      session creation in a fresh process
     * @param coldLoadPeakBytes   until the session existed
     * @param warmLoadMillis      session creation once more in the same process, file and code being in memory
     * @param firstRunMillis      the first inference after the cold load
     * @param firstRunPeakBytes   during it
     * @param steadyMedianMillis  median of the later runs, with the memory sampler at work: for scale, not for comparing
     * @param steadyPeakBytes     during them
     */
    public record Stages(
            double coldLoadMillis,
            long coldLoadPeakBytes,
            double warmLoadMillis,
            double firstRunMillis,
            long firstRunPeakBytes,
            double steadyMedianMillis,
            long steadyPeakBytes) {}
}
