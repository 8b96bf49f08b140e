package dev.assay.worker.job;

import dev.assay.benchmark.MemoryMeter;
import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.MeasurementDetails.Stages;
import dev.assay.protocol.Phase;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Memory, in a process that does nothing else: the first load, the first run, the later runs, and at the very end, when
 * the peak is taken, a second load.
 */
final class WeighPass {
    private static final int RUNS = 8;
    private static final double SECONDS = 1;

    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final FrameWriter frames;
    private final Stopwatch stopwatch = Stopwatch.system();

    WeighPass(JobOrder order, List<Map<String, Tensor>> inputs, FrameWriter frames) {
        this.order = order;
        this.inputs = inputs;
        this.frames = frames;
    }

    Frame.Weighed run(Path model) throws InferenceException {
        frames.progress(Phase.MEMORY, 0, "Loading the model in a fresh process");
        OnnxRuntime.version();
        SessionSettings settings = SessionSettings.of(order.threads());
        long baseline = MemoryMeter.residentBytes();
        try (MemoryMeter meter = MemoryMeter.start()) {
            long start = stopwatch.nanos();
            double coldLoad;
            long coldPeak;
            double firstRun;
            long firstPeak;
            List<Double> later = new ArrayList<>();
            long peak;
            long steadyPeak;
            try (ModelSession session = ModelSession.open(model, settings)) {
                coldLoad = millisSince(start);
                coldPeak = meter.takePeak();
                firstRun = run(session, 0);
                firstPeak = meter.takePeak();
                long running = stopwatch.nanos();
                for (int run = 1; later.isEmpty() || (run < RUNS && stopwatch.secondsSince(running) < SECONDS); run++) {
                    later.add(run(session, run));
                }
                steadyPeak = meter.takePeak();
                peak = meter.peakBytes();
            }
            frames.progress(Phase.MEMORY, 0.8, "Loading the model once more");
            long again = stopwatch.nanos();
            double warmLoad;
            try (ModelSession session = ModelSession.open(model, settings)) {
                warmLoad = millisSince(again);
                run(session, 0);
            }
            later.sort(null);
            return new Frame.Weighed(
                    peak,
                    baseline,
                    new Stages(
                            coldLoad,
                            coldPeak,
                            warmLoad,
                            firstRun,
                            firstPeak,
                            later.get(later.size() / 2),
                            steadyPeak));
        }
    }

    private double run(ModelSession session, int index) throws InferenceException {
        try (ModelSession.Feed feed = session.feed(inputs.get(index % inputs.size()))) {
            long start = stopwatch.nanos();
            session.runUnpinned(feed);
            return millisSince(start);
        }
    }

    private double millisSince(long nanos) {
        return (stopwatch.nanos() - nanos) / 1e6;
    }
}
