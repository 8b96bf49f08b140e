package dev.assay.worker.job;

import dev.assay.benchmark.Medians;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.kernels.KernelPlan;
import dev.assay.protocol.Phase;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeReport.Work;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.worker.probes.Probe;
import dev.assay.worker.probes.ProbeSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes the probes, runs each of them for a moment, and tells their median times with the work they do. */
final class ProbePass {
    private static final int MOST_SAMPLES = 4_096;
    private static final int LEAST_SAMPLES = 11;
    private static final double WARM_UP_SHARE = 0.4;
    private static final double LEAST_SECONDS = 0.05;
    private static final int INPUT_SEED = 20_231;

    private final ProbeOrder order;
    private final Path scratch;
    private final FrameWriter frames;
    private final ParentWatch watch;
    private final Stopwatch stopwatch = Stopwatch.system();

    ProbePass(ProbeOrder order, Path scratch, FrameWriter frames, ParentWatch watch) {
        this.order = order;
        this.scratch = scratch;
        this.frames = frames;
        this.watch = watch;
    }

    ProbeReport run()
            throws InferenceException, ActivationsUnavailable, UnquantizableModel, UnknownScheme, IOException {
        List<Probe> probes = ProbeSuite.all(order.cacheBytes());
        List<ProbeTime> times = new ArrayList<>();
        long start = stopwatch.nanos();
        int done = 0;
        for (Probe probe : probes) {
            frames.progress(Phase.MEASURING, done / (double) probes.size(), "Probe " + probe.name());
            times.addAll(time(probe, share(start, probes.size() - done)));
            done++;
        }
        return new ProbeReport(OnnxRuntime.version(), order.cacheBytes(), stopwatch.secondsSince(start), times);
    }

    /** Seconds that one probe may take with one number of threads, so that all of them together keep the limit. */
    private double share(long start, int left) {
        double seconds = order.seconds() - stopwatch.secondsSince(start);
        return Math.max(LEAST_SECONDS, seconds / left / order.threads().size() * 0.8);
    }

    private List<ProbeTime> time(Probe probe, double seconds)
            throws InferenceException, ActivationsUnavailable, UnquantizableModel, UnknownScheme, IOException {
        Map<String, Tensor> input = Map.of("x", input(probe.shape()));
        OnnxModel model = rewritten(probe, input);
        Path file = scratch.resolve("probe.onnx");
        model.write(file);
        List<Work> work = work(KernelPlan.of(model, Map.of()));
        List<ProbeTime> times = new ArrayList<>();
        for (int threads : order.threads()) {
            try (ModelSession session = ModelSession.open(file, SessionSettings.of(threads));
                    ModelSession.Feed feed = session.feed(input)) {
                watch.guard(session);
                double[] nanos = samples(stopwatch, session, feed, seconds);
                times.add(new ProbeTime(
                        probe.name(), probe.family(), probe.scheme(), threads, Medians.of(nanos), nanos.length, work));
            }
        }
        Files.delete(file);
        return times;
    }

    static List<Work> work(KernelPlan plan) {
        return plan.kernels().stream()
                .map(kernel -> new Work(
                        kernel.kind().name(),
                        kernel.arithmetic().name(),
                        kernel.operations(),
                        kernel.laneOperations(),
                        kernel.weightBytes(),
                        kernel.activationBytes(),
                        kernel.dispatched()))
                .toList();
    }

    private OnnxModel rewritten(Probe probe, Map<String, Tensor> input)
            throws ActivationsUnavailable, UnquantizableModel, UnknownScheme {
        OnnxModel network = probe.network().get();
        Scheme scheme = Scheme.parse(probe.scheme(), Map.of());
        if (!scheme.needsCalibration()) {
            return Quantizer.quantize(network, scheme).model();
        }
        SessionActivations activations =
                new SessionActivations(List.of(input), 1, scratch, SessionActivations.GROUP_BYTES, new Unwatched());
        return Quantizer.quantize(network, scheme, activations).model();
    }

    static double[] samples(Stopwatch stopwatch, ModelSession session, ModelSession.Feed feed, double seconds)
            throws InferenceException {
        List<List<Long>> shapes = session.run(feed).stream().map(Tensor::shape).toList();
        try (ModelSession.Pinned pinned = session.pin(shapes)) {
            long start = stopwatch.nanos();
            int warm = 0;
            while (warm < 3 || stopwatch.secondsSince(start) < seconds * WARM_UP_SHARE) {
                session.run(feed, pinned);
                warm++;
            }
            double[] nanos = new double[MOST_SAMPLES];
            int count = 0;
            long begin = stopwatch.nanos();
            long now = begin;
            // A fast probe is sampled all over its time, not only at the beginning.
            double every = seconds * (1 - WARM_UP_SHARE) / MOST_SAMPLES;
            while (count < LEAST_SAMPLES || ((now - begin) / 1e9 < seconds * (1 - WARM_UP_SHARE))) {
                session.run(feed, pinned);
                long end = stopwatch.nanos();
                if (count < MOST_SAMPLES && (end - begin) / 1e9 >= count * every) {
                    nanos[count++] = end - now;
                }
                now = end;
            }
            return Arrays.copyOf(nanos, count);
        }
    }

    /** One example of a small network is run in a moment. */
    static final class Unwatched implements SessionActivations.Watched {
        @Override
        public void opened(ModelSession session) {}

        @Override
        public void closing() {}

        @Override
        public void ran(int pass, int example) {}
    }

    private static Tensor input(List<Long> shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        SplittableRandom random = new SplittableRandom(INPUT_SEED);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data().putFloat(i * Float.BYTES, (float) (2 * random.nextDouble() - 1));
        }
        return tensor;
    }
}
