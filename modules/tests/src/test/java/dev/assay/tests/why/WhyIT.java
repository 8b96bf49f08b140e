package dev.assay.tests.why;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.assay.guidance.why.ExplainedRun;
import dev.assay.guidance.why.Reason;
import dev.assay.guidance.why.Why;
import dev.assay.onnx.GraphCost;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.onnx.outline.ModelWork;
import dev.assay.quantization.FidelityMeter;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.runtime.TensorSpec;
import dev.assay.worker.insight.SessionInspection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brings each situation about in ONNX Runtime and sees the rule that speaks of it, with the figures that it had. */
class WhyIT {
    private static final SessionInspection.Watched NOBODY = new SessionInspection.Watched() {
        @Override
        public void opened(ModelSession session) {}

        @Override
        public void ran(double share) {}
    };

    @TempDir
    static Path directory;

    /** A run as the rules see it, and the outputs of its model. */
    private record Seen(ExplainedRun run, Tensor output) {}

    private static Seen run(ModelProto model, String scheme, Map<String, String> options) throws Exception {
        Path original = Files.createTempFile(directory, "given", ".onnx");
        OnnxModel given = OnnxModel.of(model);
        given.write(original);
        Scheme parsed = Scheme.parse(scheme, options);
        Quantized quantized = Quantizer.quantize(given, parsed);
        Path changed = Files.createTempFile(directory, "changed", ".onnx");
        quantized.model().write(changed);
        SessionInspection.Found found;
        Tensor output;
        double medianMs;
        try (ModelSession session = ModelSession.open(changed, SessionSettings.of(1))) {
            Map<String, Tensor> input = Map.of(
                    session.inputs().getFirst().name(), input(session.inputs().getFirst()));
            found = new SessionInspection(List.of(input), 1, 0.15, NOBODY)
                    .inspect(original, changed, Files.createTempDirectory(directory, "scratch"));
            try (ModelSession.Feed feed = session.feed(input)) {
                output = session.run(feed).getFirst();
                medianMs = medianMs(session, feed);
            }
        }
        boolean fp32 = scheme.equals("fp32");
        ExplainedRun run = new ExplainedRun(
                scheme,
                parsed.options(),
                new ExplainedRun.Machine(System.getProperty("os.arch"), List.of(), 1, 1, null),
                medianMs,
                Files.size(changed),
                new ExplainedRun.Graph(
                        found.graph().ops(),
                        found.graph().fused(),
                        found.graph().leftOver()),
                found.profile().nodes().stream()
                        .map(node -> new ExplainedRun.Kernel(node.node(), node.op(), node.micros(), node.precision()))
                        .toList(),
                fp32 ? null : quantized.report().quantized(),
                quantized.report().skipped().size(),
                null,
                quantized.report().layers().stream()
                        .map(layer -> new ExplainedRun.Layer(layer.node(), layer.op(), layer.cosine(), null))
                        .toList());
        return new Seen(run, output);
    }

    private static ExplainedRun plain(ModelProto model) throws Exception {
        return run(model, "fp32", Map.of()).run();
    }

    /** The run under the scheme that its graph is the result of, with its fidelity. */
    private static ExplainedRun as(
            String scheme, Map<String, String> options, ExplainedRun run, @Nullable Double cosine) {
        return new ExplainedRun(
                scheme,
                options,
                run.machine(),
                run.medianMs(),
                run.modelBytes(),
                run.graph(),
                run.kernels(),
                run.quantized(),
                run.skipped(),
                cosine,
                run.layers());
    }

    private static double medianMs(ModelSession session, ModelSession.Feed feed) throws Exception {
        double[] ms = new double[41];
        for (int i = 0; i < 10 + ms.length; i++) {
            long start = System.nanoTime();
            session.runUnpinned(feed);
            if (i >= 10) {
                ms[i - 10] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(ms);
        return ms[ms.length / 2];
    }

    private static Tensor input(TensorSpec spec) {
        Tensor tensor = Tensor.zeros(spec.type(), spec.shape());
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < tensor.size(); i++) {
            if (spec.type() == ElementType.FLOAT) {
                tensor.data().putFloat(i * 4, (float) random.nextGaussian());
            } else {
                tensor.data().putLong(i * 8, random.nextInt(100));
            }
        }
        return tensor;
    }

    private static ModelWork work(ModelProto model) {
        OnnxModel given = OnnxModel.of(model);
        return ModelWork.of(GraphOutline.of(given), GraphCost.of(given, Map.of()));
    }

    private static Reason reason(String code, ExplainedRun run, @Nullable ExplainedRun fp32, @Nullable ModelWork work) {
        List<Reason> reasons = Why.explain(run, fp32, work);
        return reasons.stream()
                .filter(reason -> reason.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + code + " in " + reasons + " of " + run));
    }

    private static double figure(Reason reason, String name) {
        return reason.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + " in " + reason))
                .value();
    }

    @Test
    void pairsInFrontOfAnOperatorWithoutQuantizedKernel() throws Exception {
        Reason reason = reason("unfused-steps", plain(Situations.roundedErf(6, 256)), null, null);
        assertThat(figure(reason, "nodes")).isEqualTo(12);
        assertThat(figure(reason, "share")).isBetween(0.05, 1.0);
    }

    @Test
    void aDynamicConvolution() throws Exception {
        Reason reason = reason("conv-integer", plain(Situations.integerConvolution()), null, null);
        assertThat(figure(reason, "nodes")).isEqualTo(1);
        assertThat(figure(reason, "share")).isPositive();
    }

    @Test
    void anIntegerProductInPieces() throws Exception {
        Reason reason = reason("unfused-products", plain(Situations.bareIntegerProduct(256)), null, null);
        assertThat(figure(reason, "nodes")).isEqualTo(1);
        assertThat(figure(reason, "share")).isPositive();
    }

    @Test
    void aModelSmallerThanItsCall() throws Exception {
        ExplainedRun tiny = plain(Situations.products(1, 1, 8));
        Reason reason = reason("overhead-bound", tiny, null, null);
        assertThat(figure(reason, "kernels")).isEqualTo(2);
        assertThat(figure(reason, "median")).isEqualTo(tiny.medianMs());
    }

    @Test
    void aHalfPrecisionGraphOnAProcessor() throws Exception {
        ExplainedRun half = as("fp16", Map.of("form", "graph"), plain(Situations.halfProducts(2, 16, 256)), null);
        Reason reason = reason("fp16-casts", half, plain(Situations.products(2, 16, 256)), null);
        assertThat(figure(reason, "casts")).isGreaterThanOrEqualTo(2);
        assertThat(reason.sentence()).contains("Cast nodes");
    }

    @Test
    void halfPrecisionThatIsOnlyStored() throws Exception {
        ModelProto model = Situations.products(2, 16, 256);
        for (String scheme : List.of("fp16", "bf16")) {
            ExplainedRun stored = run(model, scheme, Map.of()).run();
            assertThat(stored.graph().ops()).containsEntry("MatMul", 2);
            assertThat(figure(reason("widened-at-load", stored, null, null), "half precision"))
                    .isLessThan(0.01);
        }
    }

    @Test
    void smallWeightsThatServeManyRows() throws Exception {
        ModelProto model = Situations.products(2, 256, 256);
        ExplainedRun int4 =
                run(model, "int4-weight-only", Map.of("rounding", "rtn")).run();
        assertThat(int4.graph().fused()).containsEntry("com.microsoft.MatMulNBits", 2);
        Reason reason = reason("compute-bound-weights", int4, null, work(model));
        assertThat(figure(reason, "rows")).isEqualTo(256);
    }

    @Test
    void blocksThatAreMultipliedInFp32() throws Exception {
        ModelProto model = Situations.products(2, 64, 256);
        ExplainedRun slow = run(model, "int4-weight-only", Map.of("rounding", "rtn", "accuracyLevel", "0"))
                .run();
        assertThat(figure(reason("float-accumulation", slow, null, null), "nodes"))
                .isEqualTo(2);
    }

    @Test
    void aFileThatIsMostlyALookupTable() throws Exception {
        ModelProto model = Situations.embedding(4_000, 128);
        ExplainedRun int4 =
                run(model, "int4-weight-only", Map.of("rounding", "rtn")).run();
        Reason reason = reason("float-tables", int4, null, work(model));
        assertThat(figure(reason, "tables")).isEqualTo(4_000 * 128 * 4);
        assertThat(figure(reason, "file")).isEqualTo((double) int4.modelBytes());
        ExplainedRun all = run(model, "int4-weight-only", Map.of("rounding", "rtn", "embeddings", "true"))
                .run();
        assertThat(Why.explain(all, null, work(model))).extracting(Reason::code).doesNotContain("float-tables");
    }

    @Test
    void oneScaleForAWholeTensorWithAnOutlier() throws Exception {
        ModelProto model = Situations.outlier(64);
        Seen fp32 = run(model, "fp32", Map.of());
        Seen coarse = run(model, "int8-dynamic", Map.of("perChannel", "false"));
        FidelityMeter meter = new FidelityMeter();
        meter.add(fp32.output().toFloats(), coarse.output().toFloats());
        double cosine = meter.fidelity().cosine();
        assertThat(cosine).isLessThan(0.99);
        ExplainedRun known = as("int8-dynamic", coarse.run().options(), coarse.run(), cosine);
        assertThat(figure(reason("per-tensor-weights", known, fp32.run(), null), "cosine"))
                .isEqualTo(cosine);
        meter = new FidelityMeter();
        Seen fine = run(model, "int8-dynamic", Map.of("perChannel", "true"));
        meter.add(fp32.output().toFloats(), fine.output().toFloats());
        assertThat(meter.fidelity().cosine()).isGreaterThan(0.99);
    }

    @Test
    void aSchemeThatFindsNothing() throws Exception {
        ExplainedRun run =
                run(Situations.roundedErf(1, 16), "int8-dynamic", Map.of()).run();
        assertThat(Why.explain(run, null, null).getFirst().code()).isEqualTo("nothing-changed");
    }

    /** Needs a processor with int8 dot products and some quiet: the rule speaks only of what was faster. */
    @Test
    @Tag("long")
    void int8ThatDoesWhatItIsFor() throws Exception {
        ModelProto model = Situations.products(3, 64, 1_024);
        ExplainedRun int8 = run(model, "int8-dynamic", Map.of()).run();
        Reason reason = reason("fused-int8", int8, plain(model), work(model));
        assertThat(figure(reason, "fused")).isEqualTo(3);
        assertThat(figure(reason, "products")).isEqualTo(3);
        assertThat(figure(reason, "speed-up")).isGreaterThan(1.1);
    }

    /** As above: weights of 64 MB, each used once, are read from memory. */
    @Test
    @Tag("long")
    void smallWeightsThatServeOneRow() throws Exception {
        ModelProto model = Situations.products(4, 1, 2_048);
        ExplainedRun int4 =
                run(model, "int4-weight-only", Map.of("rounding", "rtn")).run();
        Reason reason = reason("fewer-bytes-read", int4, plain(model), work(model));
        assertThat(figure(reason, "rows")).isEqualTo(1);
        assertThat(figure(reason, "speed-up")).isGreaterThan(1.1);
    }
}
