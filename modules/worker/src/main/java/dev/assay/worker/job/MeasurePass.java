package dev.assay.worker.job;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.Phase;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Latency first, on a quiet process; then the same session's outputs against fp32 and against labels. */
final class MeasurePass {
    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final Path model;
    private final FrameWriter frames;
    private final ParentWatch watch;
    private final Stopwatch stopwatch = Stopwatch.system();

    MeasurePass(JobOrder order, List<Map<String, Tensor>> inputs, Path model, FrameWriter frames, ParentWatch watch) {
        this.order = order;
        this.inputs = inputs;
        this.model = model;
        this.frames = frames;
        this.watch = watch;
    }

    /**
     * Measures.
     *
     * @param original fp32, to compare outputs with; null when another process start does that
     * @param second   a model to be measured in turns with the first, or null
     */
    Frame.Measured run(@Nullable Path original, @Nullable Path second) throws InferenceException, IOException {
        frames.progress(Phase.LOADING, 0, "Loading the model");
        OnnxRuntime.version();
        long start = stopwatch.nanos();
        try (ModelSession session = ModelSession.open(model, SessionSettings.of(order.threads()))) {
            double loadMillis = (stopwatch.nanos() - start) / 1e6;
            watch.guard(session);
            Frame.Timing timing = second == null
                    ? new LatencyPass(order, inputs, frames, stopwatch).run(session)
                    : new VersusPass(order, inputs, frames, stopwatch).run(session, second);
            Frame.Compared compared = original == null
                    ? Frame.Compared.NOTHING
                    : new FidelityPass(order, inputs, original, model, frames, watch).run(session);
            return new Frame.Measured(
                    loadMillis,
                    timing,
                    compared.fidelity(),
                    compared.accuracy(),
                    original == null || second == null ? null : compare(original, second));
        }
    }

    private Frame.Compared compare(Path original, Path second) throws InferenceException, IOException {
        try (ModelSession session = ModelSession.open(second, SessionSettings.of(order.threads()))) {
            watch.guard(session);
            return new FidelityPass(order, inputs, original, second, frames, watch).run(session);
        }
    }
}
