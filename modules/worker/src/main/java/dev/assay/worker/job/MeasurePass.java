package dev.assay.worker.job;

import dev.assay.benchmark.Conditions;
import dev.assay.benchmark.HostCounters;
import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.SingleStream;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Tier;
import dev.assay.benchmark.ValidityGates;
import dev.assay.benchmark.WarmUp;
import dev.assay.protocol.Measurement.Accuracy;
import dev.assay.protocol.Measurement.Fidelity;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.Phase;
import dev.assay.quantization.FidelityMeter;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Latency first, on a quiet process; then the same session's outputs against fp32 and against labels. */
final class MeasurePass {
    private static final long WARM_UP_SEED = 0x9E3779B97F4A7C15L;

    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final Path original;
    private final Path model;
    private final FrameWriter frames;
    private final ParentWatch watch;
    private final Stopwatch stopwatch = Stopwatch.system();

    MeasurePass(
            JobOrder order,
            List<Map<String, Tensor>> inputs,
            Path original,
            Path model,
            FrameWriter frames,
            ParentWatch watch) {
        this.order = order;
        this.inputs = inputs;
        this.original = original;
        this.model = model;
        this.frames = frames;
        this.watch = watch;
    }

    Frame.Measured run() throws InferenceException, IOException {
        Tier tier = Tier.of(order.tier()).orElseThrow(() -> new IllegalArgumentException("No tier " + order.tier()));
        frames.progress(Phase.LOADING, 0, "Loading the model");
        OnnxRuntime.version();
        long start = stopwatch.nanos();
        try (ModelSession session = ModelSession.open(model, SessionSettings.of(order.threads()))) {
            double loadMillis = (stopwatch.nanos() - start) / 1e6;
            watch.guard(session);
            ModelSubject.FirstRun first = new ModelSubject.FirstRun(stopwatch);
            frames.progress(Phase.WARMING_UP, 0, "Taking reference outputs");
            try (ModelSubject subject = ModelSubject.prepare(session, inputs, first)) {
                WarmUp.Curve curve = WarmUp.run(
                        subject,
                        new InputOrder(order.seed() ^ WARM_UP_SEED, subject.inputs()),
                        stopwatch,
                        tier.warmUpCapSeconds(),
                        share -> frames.progress(Phase.WARMING_UP, share, "Warming up until the speed is stable"));
                System.gc();
                frames.progress(Phase.MEASURING, 0, "Measuring");
                HostCounters before = HostCounters.read(stopwatch);
                SingleStream.TimedRun timed = SingleStream.run(
                        subject,
                        tier,
                        order.seed(),
                        stopwatch,
                        share -> frames.progress(Phase.MEASURING, share, "Measuring"));
                Conditions conditions = Conditions.between(before, HostCounters.read(stopwatch));
                Validity validity = validity(tier, curve, timed, conditions, subject.isFinite());
                Compared compared = compare(session);
                return new Frame.Measured(
                        loadMillis,
                        first.millis(),
                        curve.windowMedians(),
                        curve.stable(),
                        Arrays.stream(timed.latencyNanos()).boxed().toList(),
                        timed.elapsedSeconds(),
                        validity,
                        conditions,
                        compared.fidelity(),
                        compared.accuracy());
            }
        }
    }

    private Validity validity(
            Tier tier, WarmUp.Curve curve, SingleStream.TimedRun timed, Conditions conditions, boolean finite) {
        Validity judged = ValidityGates.judge(new ValidityGates.Evidence(
                timed.latencyNanos(),
                tier.queries(),
                curve.stable(),
                timed.outputsDiffering(),
                timed.outputsChecked(),
                order.threads(),
                order.processors(),
                conditions));
        if (finite) {
            return judged;
        }
        List<String> reasons = new ArrayList<>(judged.reasons());
        reasons.add("The model's outputs hold NaN or infinity, so its answers mean nothing.");
        Validity.Status status = judged.status() == Validity.Status.VALID ? Validity.Status.SUSPECT : judged.status();
        return new Validity(status, reasons);
    }

    private record Compared(
            @Nullable Fidelity fidelity, @Nullable Accuracy accuracy) {}

    private Compared compare(ModelSession session) throws InferenceException, IOException {
        boolean unchanged = Files.isSameFile(original, model);
        String metric = order.metric();
        boolean labelled = metric != null && !order.labels().isEmpty();
        if (unchanged && !labelled) {
            return new Compared(null, null);
        }
        int count = Math.min(inputs.size(), Math.max(1, order.fidelityInputs()));
        frames.progress(Phase.FIDELITY, 0, unchanged ? "Scoring against labels" : "Comparing with fp32");
        if (unchanged) {
            Scores scores = new Scores(metric == null ? "" : metric, order.labels());
            for (int i = 0; i < count; i++) {
                scores.add(inputs.get(i), outputs(session, inputs.get(i)).get(0));
                frames.progress(Phase.FIDELITY, (i + 1.0) / count, "Scoring against labels");
            }
            return new Compared(null, new Accuracy(scores.metric(), scores.value(), scores.value(), scores.n()));
        }
        try (ModelSession reference = ModelSession.open(original, SessionSettings.of(order.threads()))) {
            watch.guard(reference);
            Scores test = new Scores(metric == null ? "" : metric, order.labels());
            Scores fp32 = new Scores(metric == null ? "" : metric, order.labels());
            FidelityMeter meter = new FidelityMeter();
            FidelityMeter classes = new FidelityMeter();
            for (int i = 0; i < count; i++) {
                List<Tensor> expected = outputs(reference, inputs.get(i));
                List<Tensor> actual = outputs(session, inputs.get(i));
                add(meter, classes, inputs.get(i), expected, actual);
                fp32.add(inputs.get(i), expected.get(0));
                test.add(inputs.get(i), actual.get(0));
                frames.progress(Phase.FIDELITY, (i + 1.0) / count, "Comparing with fp32");
            }
            Double top1 = "top1".equals(metric) ? classes.fidelity().top1Agreement() : null;
            return new Compared(
                    fidelity(meter.fidelity(), top1),
                    labelled ? new Accuracy(test.metric(), test.value(), fp32.value(), test.n()) : null);
        }
    }

    private void add(
            FidelityMeter meter,
            FidelityMeter classes,
            Map<String, Tensor> input,
            List<Tensor> expected,
            List<Tensor> actual)
            throws InferenceException {
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).shape().equals(actual.get(i).shape())) {
                throw new InferenceException(
                        InferenceException.Kind.REFUSED,
                        "the changed model gives outputs of another shape than fp32 on the same input, "
                                + actual.get(i).shape() + " instead of "
                                + expected.get(i).shape() + ".");
            }
        }
        AttentionMask mask = AttentionMask.of(input);
        meter.add(flat(expected, mask), flat(actual, mask));
        if ("top1".equals(order.metric())) {
            List<Long> shape = expected.get(0).shape();
            int lastAxis = shape.isEmpty() ? 0 : Math.toIntExact(shape.get(shape.size() - 1));
            classes.add(expected.get(0).toFloats(), actual.get(0).toFloats(), lastAxis);
        }
    }

    /** All outputs one after the other; whole-number outputs only count when there are no others. */
    private static float[] flat(List<Tensor> outputs, AttentionMask mask) {
        List<Tensor> floating =
                outputs.stream().filter(output -> output.type().isFloating()).toList();
        List<float[]> counted = (floating.isEmpty() ? outputs : floating)
                .stream().map(mask::attended).toList();
        float[] all =
                new float[counted.stream().mapToInt(values -> values.length).sum()];
        int at = 0;
        for (float[] values : counted) {
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    private static Fidelity fidelity(FidelityMeter.Fidelity measured, @Nullable Double top1) {
        return measured.finite()
                ? new Fidelity(
                        measured.cosine(),
                        measured.cosineMin(),
                        measured.sqnrDb(),
                        measured.maxAbs(),
                        top1,
                        measured.inputs(),
                        true)
                : new Fidelity(0, 0, null, 0, null, measured.inputs(), false);
    }

    private static List<Tensor> outputs(ModelSession session, Map<String, Tensor> input) throws InferenceException {
        try (ModelSession.Feed feed = session.feed(input)) {
            return session.run(feed);
        }
    }
}
