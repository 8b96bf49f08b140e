package dev.assay.worker.insight;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.protocol.MeasurementDetails.OptimizedGraph;
import dev.assay.protocol.MeasurementDetails.Profile;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lets the runtime tell what it made of a model and where the time goes. For a process of its own: writing a profile slows
 * the runs a little. The graph is that of the same optimisation level as in the measurement, after layouts were chosen
 * for this processor; its weights are thrown away as they are written.
 */
public final class SessionInspection {
    private static final int SKIPPED_RUNS = 2;
    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 500;

    /** Of kernels in the profile: about 700 bytes each in its file. */
    private static final int MOST_EVENTS = 40_000;

    /** A slow model is cut off here, after one run that counts. */
    private static final double MOST_SECONDS = 3;

    private final List<Map<String, Tensor>> inputs;
    private final int threads;
    private final double seconds;
    private final Watched watched;
    private final Stopwatch stopwatch = Stopwatch.system();

    /** Who wants to know how far it is, and to be able to stop it. */
    public interface Watched {
        /** A session runs from here on. */
        void opened(ModelSession session) throws InferenceException;

        /** One more run ended; {@code share} from 0 to 1. */
        void ran(double share);
    }

    /** What was found. */
    public record Found(OptimizedGraph graph, Profile profile) {}

    /**
     * Prepares a look.
     *
     * @param inputs  those of the latency pass, taken in turn
     * @param threads intra-op threads, as in the latency pass
     * @param seconds how long to collect profiles; three runs are taken even if that takes a little longer
     */
    public SessionInspection(List<Map<String, Tensor>> inputs, int threads, double seconds, Watched watched) {
        this.inputs = List.copyOf(inputs);
        this.threads = threads;
        this.seconds = seconds;
        this.watched = watched;
    }

    /**
     * Looks at a model.
     *
     * @param original the model as given
     * @param model    the model as it runs; may be the same file
     * @param scratch  an empty directory that may be written
     */
    public Found inspect(Path original, Path model, Path scratch) throws InferenceException, IOException {
        OnnxRuntime.version();
        Path graph = scratch.resolve("optimized.onnx");
        Path weights = Files.createSymbolicLink(scratch.resolve("weights.bin"), Path.of("/dev/null"));
        ModelSession.Inspection inspection = new ModelSession.Inspection(graph, weights, scratch.resolve("profile"));
        OnnxModel optimized;
        Path profile;
        int skipped;
        try (ModelSession session = ModelSession.inspect(model, SessionSettings.of(threads), inspection)) {
            watched.opened(session);
            optimized = OnnxModel.readGraph(graph); // its weights went nowhere
            skipped = runs(session, GraphOutline.of(optimized).nodes().size());
            profile = session.endProfile();
        }
        ProfileTrace trace = ProfileTrace.read(profile, skipped);
        ModelProto given = OnnxModel.read(original).proto();
        ModelProto rewritten =
                Files.isSameFile(original, model) ? null : OnnxModel.read(model).proto();
        return new Found(
                GraphAudit.of(GraphOutline.of(optimized)),
                new Profile(trace.runs(), NodeTimes.of(trace, optimized.proto(), rewritten, given)));
    }

    /** Runs the inputs in turn; gives how many runs at the beginning do not count. */
    private int runs(ModelSession session, int nodes) throws InferenceException {
        int most = Math.clamp(MOST_EVENTS / Math.max(1, nodes), SKIPPED_RUNS + LEAST_RUNS, MOST_RUNS);
        long start = stopwatch.nanos();
        int runs = 0;
        double passed = 0;
        while (runs < most && (passed < seconds || (runs < SKIPPED_RUNS + LEAST_RUNS && passed < MOST_SECONDS))) {
            try (ModelSession.Feed feed = session.feed(inputs.get(runs % inputs.size()))) {
                session.runUnpinned(feed);
            }
            runs++;
            passed = stopwatch.secondsSince(start);
            watched.ran(Math.min(1, passed / seconds));
        }
        return Math.min(SKIPPED_RUNS, runs - 1);
    }
}
