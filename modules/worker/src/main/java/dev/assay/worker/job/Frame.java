package dev.assay.worker.job;

import dev.assay.benchmark.Conditions;
import dev.assay.protocol.Measurement.Accuracy;
import dev.assay.protocol.Measurement.Fidelity;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.Harness;
import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import dev.assay.protocol.MeasurementDetails.Profile;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.MeasurementDetails.Stages;
import dev.assay.protocol.MeasurementDetails.Versus;
import dev.assay.protocol.Phase;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import dev.assay.quantization.QuantizationReport;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line that a job process writes: its kind and a body. A process that ends without a final frame has crashed,
 * whatever its exit code says.
 */
public record Frame(Kind kind, JsonObject body) {
    /** What a frame says. All but the first two are final. */
    public enum Kind {
        STARTED,
        PROGRESS,
        PROBED,
        QUANTIZED,
        SEARCHED,
        MEASURED,
        WEIGHED,
        INSPECTED,
        DRAWN,
        CALIBRATED,
        FAILED;

        /** True when nothing follows. */
        public boolean isFinal() {
            return this != STARTED && this != PROGRESS;
        }
    }

    /** The process runs; from here on a sudden end is the model's doing. */
    public record Started(String java) {}

    /** How far the phase is, 0 to 1. */
    public record Progress(Phase phase, double share, String note) {}

    /** The runtime loads in this sandbox. */
    public record Probed(String runtime, List<String> providers, String java) {}

    /**
     * The scheme was applied and the new model is on disk.
     *
     * @param layers        of the rewritten nodes, in the order of the graph
     * @param firstBadLayer the first layer whose output goes wrong while what it reads is right, or null
     * @param seconds       wall time by phase: {@code read, simplify, calibrate, quantize, write, compare}
     */
    public record Rewritten(
            String sha256,
            long bytes,
            QuantizationReport report,
            List<Layer> layers,
            @Nullable String firstBadLayer,
            Map<String, Double> seconds) {}

    /**
     * A scheme was looked for.
     *
     * @param refusals one sentence for each scheme that could not be applied or run
     */
    public record Searched(SchemeSpec chosen, Search search, List<String> refusals) {}

    /** The latency and fidelity passes are done; {@code second} is null without a second scheme. */
    public record Measured(
            double loadMillis,
            Timing timing,
            @Nullable Fidelity fidelity,
            @Nullable Accuracy accuracy,
            @Nullable Compared second) {}

    /** Outputs against fp32 and against labels; null where there is nothing to compare with. */
    public record Compared(
            @Nullable Fidelity fidelity, @Nullable Accuracy accuracy) {
        static final Compared NOTHING = new Compared(null, null);
    }

    /**
     * What the latency pass gave.
     *
     * @param minutes median of each whole minute, in nanoseconds; only asked for in the sustained tier
     */
    public record Timing(
            double firstRunMillis,
            List<Double> warmUp,
            boolean warmUpStable,
            List<Long> latencyNanos,
            double elapsedSeconds,
            Validity validity,
            Conditions conditions,
            List<Double> minutes,
            @Nullable ScenarioResult scenario,
            Harness harness,
            @Nullable Versus versus) {}

    /** The memory pass is done. */
    public record Weighed(long peakRssBytes, long baselineRssBytes, Stages stages) {}

    /** The model ran without pause between two readings of the monotonic clock, which all processes share. */
    public record Drawn(long startNanos, long endNanos, long runs) {}

    /** The graph was looked at and profiled. */
    public record Inspected(OptimizedGraph graph, Profile profile) {}

    /** The job cannot go on; the code is one of those of {@link dev.assay.protocol.Failure}. */
    public record Failed(boolean byModel, String code, String message) {}

    static Frame of(Kind kind, Record body) {
        return new Frame(kind, Wire.toJson(body).asJsonObject());
    }
}
