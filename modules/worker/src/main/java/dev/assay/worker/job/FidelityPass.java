package dev.assay.worker.job;

import dev.assay.protocol.Measurement.Accuracy;
import dev.assay.protocol.Measurement.Fidelity;
import dev.assay.protocol.Phase;
import dev.assay.quantization.FidelityMeter;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outputs of the session that was timed against fp32 on the same inputs, and against labels. */
final class FidelityPass {
    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final Path original;
    private final Path model;
    private final FrameWriter frames;
    private final ParentWatch watch;

    FidelityPass(
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

    Frame.Compared run(ModelSession session) throws InferenceException, IOException {
        boolean unchanged = Files.isSameFile(original, model);
        String metric = order.metric();
        boolean labelled = metric != null && !order.labels().isEmpty();
        if (unchanged && !labelled) {
            return Frame.Compared.NOTHING;
        }
        int count = Math.min(inputs.size(), Math.max(1, order.fidelityInputs()));
        frames.progress(Phase.FIDELITY, 0, unchanged ? "Scoring against labels" : "Comparing with fp32");
        if (unchanged) {
            Scores scores = new Scores(metric == null ? "" : metric, order.labels());
            for (int i = 0; i < count; i++) {
                scores.add(inputs.get(i), outputs(session, inputs.get(i)).get(0));
                frames.progress(Phase.FIDELITY, (i + 1.0) / count, "Scoring against labels");
            }
            return new Frame.Compared(null, new Accuracy(scores.metric(), scores.value(), scores.value(), scores.n()));
        }
        try (ModelSession reference = Original.open(original, SessionSettings.of(order.threads()))) {
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
            return new Frame.Compared(
                    fidelity(meter.fidelity(), top1),
                    labelled
                            ? new Accuracy(
                                    test.metric(),
                                    test.value(),
                                    fp32.value(),
                                    test.n(),
                                    fp32.rightAlone(test),
                                    test.rightAlone(fp32))
                            : null);
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
    static float[] flat(List<Tensor> outputs, AttentionMask mask) {
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
