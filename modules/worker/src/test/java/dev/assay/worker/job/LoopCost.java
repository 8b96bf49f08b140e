package dev.assay.worker.job;

import dev.assay.benchmark.Extent;
import dev.assay.benchmark.HarnessCost;
import dev.assay.benchmark.PairedRatio;
import dev.assay.benchmark.SingleStream;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Subject;
import dev.assay.benchmark.TimedRun;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.Workload;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.worker.inputs.InputMaker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The measuring loop against a bare one over the same session: a plain for loop that calls the runtime and reads the
 * clock, as one would write it in C. Not a test: it is run by hand (CONTRIBUTING.md has the command).
 */
public final class LoopCost {
    private static final int PAIRS = 40;
    private static final double BLOCK_SECONDS = 0.5;

    private LoopCost() {}

    /** {@code MODEL [THREADS]}; inputs are generated, open dimensions take their usual sizes. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Workload workload = new Workload("single-stream", "rapid", threads, 1, Map.of(), Map.of(), null, 16);
        List<Map<String, Tensor>> inputs =
                InputMaker.make(OnnxModel.read(file), workload, null, null).tensors();
        Stopwatch stopwatch = Stopwatch.system();
        try (ModelSession session = ModelSession.open(file, SessionSettings.of(threads));
                ModelSubject subject = ModelSubject.prepare(session, inputs, new ModelSubject.FirstRun(stopwatch))) {
            Extent block = new Extent(3, BLOCK_SECONDS, 60, 1, 200_000, true);
            bare(subject, 6 * BLOCK_SECONDS, stopwatch);
            SingleStream.run(subject, new Extent(3, 6 * BLOCK_SECONDS, 60, 1, 200_000, true), 1, stopwatch, at -> {});
            List<List<Double>> blocks = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                double[] medians = new double[2];
                for (int turn = 0; turn < 2; turn++) {
                    int side = (pair + turn) % 2;
                    medians[side] = side == 0
                            ? bare(subject, BLOCK_SECONDS, stopwatch)
                            : ours(SingleStream.run(subject, block, pair, stopwatch, at -> {}));
                }
                blocks.add(List.of(medians[0], medians[1]));
            }
            PairedRatio ratio = PairedRatio.of(blocks);
            double bare =
                    median(blocks.stream().mapToDouble(pair -> pair.get(0)).toArray());
            System.out.printf(
                    Locale.ROOT,
                    "bare loop %.3f us; ours %+.3f %% (95 %% interval %+.3f to %+.3f %%, %d pairs), that is %+.3f us;"
                            + " empty call %.3f us%n",
                    bare / 1e3,
                    100 * (ratio.ratio() - 1),
                    100 * (ratio.low() - 1),
                    100 * (ratio.high() - 1),
                    ratio.pairs(),
                    bare * (ratio.ratio() - 1) / 1e3,
                    HarnessCost.perCallNanos(1, stopwatch) / 1e3);
        }
    }

    private static double ours(TimedRun run) {
        return median(Arrays.stream(run.latencyNanos()).asDoubleStream().toArray());
    }

    private static double bare(Subject<InferenceException> subject, double seconds, Stopwatch stopwatch)
            throws InferenceException {
        double[] samples = new double[200_000];
        int count = 0;
        int inputs = subject.inputs();
        long end = stopwatch.nanos() + (long) (seconds * 1e9);
        long before = stopwatch.nanos();
        while (before < end && count < samples.length) {
            subject.infer(count % inputs);
            long after = stopwatch.nanos();
            samples[count++] = after - before;
            before = after;
        }
        return median(Arrays.copyOf(samples, count));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
