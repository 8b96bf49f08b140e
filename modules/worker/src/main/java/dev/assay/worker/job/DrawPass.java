package dev.assay.worker.job;

import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.Phase;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the model without pause while the agent, outside the sandbox, reads a power meter. */
final class DrawPass {
    private static final double SETTLE_SECONDS = 1;
    private static final double MOST_SECONDS = 60;
    private static final long REPORT_NANOS = 500_000_000L;

    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final FrameWriter frames;
    private final ParentWatch watch;
    private final Stopwatch stopwatch = Stopwatch.system();

    DrawPass(JobOrder order, List<Map<String, Tensor>> inputs, FrameWriter frames, ParentWatch watch) {
        this.order = order;
        this.inputs = inputs;
        this.frames = frames;
        this.watch = watch;
    }

    Frame.Drawn run(Path model) throws InferenceException {
        frames.progress(Phase.ENERGY, 0, "Running while the power meter is read");
        OnnxRuntime.version();
        try (ModelSession session = ModelSession.open(model, SessionSettings.of(order.threads()))) {
            watch.guard(session);
            try (ModelSubject subject = ModelSubject.prepare(session, inputs, new ModelSubject.FirstRun(stopwatch))) {
                InputOrder draws = new InputOrder(order.seed(), subject.inputs());
                long settling = stopwatch.nanos();
                while (stopwatch.secondsSince(settling) < SETTLE_SECONDS) {
                    subject.infer(draws.next());
                }
                double seconds = Math.min(MOST_SECONDS, order.extent().seconds());
                long start = stopwatch.nanos();
                long report = start + REPORT_NANOS;
                long runs = 0;
                long now = start;
                while (now - start < seconds * 1e9) {
                    subject.infer(draws.next());
                    runs++;
                    now = stopwatch.nanos();
                    if (now > report) {
                        frames.progress(
                                Phase.ENERGY, (now - start) / 1e9 / seconds, "Running while the power meter is read");
                        report = now + REPORT_NANOS;
                    }
                }
                return new Frame.Drawn(start, now, runs);
            }
        }
    }
}
