package dev.assay.worker.job;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.protocol.Phase;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.LayerWalk;
import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import dev.assay.worker.inputs.InputSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies a scheme: simplifies the graph where the scheme wants that, calibrates, rewrites and writes the new file. */
final class RewritePass {
    /** Calibration examples on which layers are compared; outputs have many elements, so a few examples say enough. */
    private static final int COMPARED = 16;

    /** Bytes of reference tensors kept while layers are compared. */
    private static final long COMPARISON_BYTES = 256L << 20;

    private static final String SOURCE = "assay.source.sha256";

    private final RewriteOrder order;
    private final Path source;
    private final Path target;
    private final List<Map<String, Tensor>> calibration;
    private final List<Map<String, Tensor>> comparison;
    private final FrameWriter frames;
    private final ParentWatch watch;
    private final Stopwatch stopwatch = Stopwatch.system();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /**
     * Takes what the rewrite needs.
     *
     * @param target      the file to write; its directory also takes the files that live for a moment
     * @param examples real inputs: those to calibrate with, then those to compare on
     */
    RewritePass(
            RewriteOrder order,
            Path source,
            Path target,
            List<Map<String, Tensor>> examples,
            FrameWriter frames,
            ParentWatch watch) {
        this.order = order;
        this.source = source;
        this.target = target;
        int calibrating =
                order.calibration().stream().mapToInt(InputSet.Layout::examples).sum();
        this.calibration = examples.subList(0, calibrating);
        this.comparison = calibrating < examples.size()
                ? examples.subList(calibrating, examples.size())
                : examples.subList(0, Math.min(calibrating, COMPARED));
        this.frames = frames;
        this.watch = watch;
    }

    Frame.Rewritten run()
            throws IOException, UnknownScheme, UnquantizableModel, InferenceException, ActivationsUnavailable {
        frames.progress(Phase.QUANTIZING, 0, "Applying " + order.scheme().name());
        Scheme scheme = Scheme.parse(order.scheme().name(), order.scheme().options());
        long start = stopwatch.nanos();
        OnnxModel original = OnnxModel.read(source);
        start = lap("read", start);
        OnnxModel model = original;
        List<String> notes = new ArrayList<>();
        Path scratch = target.toAbsolutePath().getParent();
        if (scratch == null) {
            throw new IOException("The new model has no directory to lie in");
        }
        if (Simplifier.isFor(scheme)) {
            frames.progress(Phase.QUANTIZING, 0.1, "Simplifying the graph");
            Simplifier.Simplified simplified = Simplifier.simplify(original, scratch);
            model = simplified.model();
            notes.add(simplified.note());
            start = lap("simplify", start);
        }
        SessionActivations activations =
                calibration.isEmpty() ? null : activations(calibration, scratch, Phase.CALIBRATING, "Calibrating");
        Quantized quantized = Quantizer.quantize(model, scheme, activations);
        double looking = activations == null ? 0 : activations.seconds();
        lap("quantize", start);
        seconds.merge("quantize", -looking, Double::sum);
        seconds.put("calibrate", looking);
        start = stopwatch.nanos();
        boolean unchanged = quantized.report().quantized() == 0;
        if (unchanged) {
            notes.clear(); // what was folded first is as if it had not been
        }
        OnnxModel result = unchanged ? original : withSource(quantized.model(), model, original);
        result.write(target);
        lap("write", start);
        start = stopwatch.nanos();
        LayerWalk.Result walked =
                comparison.isEmpty() || quantized.report().layers().isEmpty()
                        ? null
                        : LayerWalk.compare(
                                model,
                                result,
                                quantized.report(),
                                activations(comparison, scratch, Phase.QUANTIZING, "Comparing layers"),
                                COMPARISON_BYTES);
        if (walked != null) {
            notes.add(walked.finding());
            lap("compare", start);
        }
        QuantizationReport report = withNotes(quantized.report(), notes);
        return new Frame.Rewritten(
                result.sha256(),
                Files.size(target),
                report,
                layers(report, walked),
                walked == null ? null : walked.firstBad(),
                seconds);
    }

    private SessionActivations activations(
            List<Map<String, Tensor>> examples, Path scratch, Phase phase, String words) {
        return new SessionActivations(
                examples,
                order.threads(),
                scratch,
                SessionActivations.GROUP_BYTES,
                new Listening(examples.size(), phase, words));
    }

    private long lap(String phase, long start) {
        seconds.merge(phase, stopwatch.secondsSince(start), Double::sum);
        return stopwatch.nanos();
    }

    /** The new file names the model that was given, not the simplified one in between. */
    private static OnnxModel withSource(OnnxModel rewritten, OnnxModel model, OnnxModel original) {
        if (model == original) {
            return rewritten;
        }
        ModelProto.Builder corrected = rewritten.proto().toBuilder().clearMetadataProps();
        for (StringStringEntryProto entry : rewritten.proto().getMetadataPropsList()) {
            corrected.addMetadataProps(
                    entry.getKey().equals(SOURCE)
                            ? entry.toBuilder().setValue(original.sha256()).build()
                            : entry);
        }
        return OnnxModel.of(corrected.build());
    }

    private static QuantizationReport withNotes(QuantizationReport report, List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(report.notes());
        return new QuantizationReport(
                report.scheme(),
                report.options(),
                report.quantized(),
                report.skipped(),
                report.bytesByType(),
                report.layers(),
                all);
    }

    /** Weights from the report, outputs from the walk, which goes in the order of the report. */
    private static List<Layer> layers(QuantizationReport report, LayerWalk.@Nullable Result walked) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < report.layers().size(); i++) {
            QuantizationReport.Layer weights = report.layers().get(i);
            LayerWalk.Layer outputs = walked == null ? null : walked.layers().get(i);
            layers.add(new Layer(
                    weights.node(),
                    weights.op(),
                    weights.sqnrDb(),
                    weights.cosine(),
                    outputs == null ? null : outputs.outputSqnrDb(),
                    outputs == null ? null : outputs.outputCosine()));
        }
        return layers;
    }

    /** Tells the parent how far the examples are, and lets it stop the session in use. */
    private final class Listening implements SessionActivations.Watched {
        private final int examples;
        private final Phase phase;
        private final String words;
        private long told;

        Listening(int examples, Phase phase, String words) {
            this.examples = examples;
            this.phase = phase;
            this.words = words;
        }

        @Override
        public void opened(ModelSession session) throws InferenceException {
            watch.guard(session);
        }

        @Override
        public void closing() {
            watch.release();
        }

        @Override
        public void ran(int pass, int example) {
            boolean last = example == examples - 1;
            if (last || stopwatch.secondsSince(told) > 0.2) {
                told = stopwatch.nanos();
                // how many passes a scheme makes is its own business: each one halves what is left
                double done = 1 - Math.pow(0.5, pass - 1 + (example + 1.0) / examples);
                frames.progress(
                        phase, done, words + ": example " + (example + 1) + " of " + examples + ", pass " + pass);
            }
        }
    }
}
