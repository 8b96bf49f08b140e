package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.FidelityMeter.Fidelity;
import dev.assay.quantization.RuntimeActivations.Fed;
import dev.assay.quantization.Scheme.ActivationType;
import dev.assay.quantization.Scheme.RangeMethod;
import dev.assay.quantization.smoothing.Smoothing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models calibrated on real inputs run in integer kernels and answer nearly as before. */
class Int8StaticIT {
    private static final System.Logger LOG = System.getLogger(Int8StaticIT.class.getName());
    private static final int CALIBRATION = 100;
    private static final int BATCH = 50;

    @TempDir
    Path directory;

    private static Scheme.Int8Static scheme(ActivationType activations, RangeMethod method) {
        return new Scheme.Int8Static(activations, method, 99.99, true, false, 0, List.of(), List.of());
    }

    private static double accuracy(List<float[]> outputs, long[] labels, int from) {
        int right = 0;
        int seen = 0;
        for (float[] batch : outputs) {
            for (int row = 0; row < batch.length; row += 10) {
                int best = 0;
                for (int i = 1; i < 10; i++) {
                    best = batch[row + i] > batch[row + best] ? i : best;
                }
                right += best == labels[from + seen] ? 1 : 0;
                seen++;
            }
        }
        return (double) right / seen;
    }

    @ParameterizedTest
    @EnumSource(ActivationType.class)
    void theClassifierRunsInIntegersAndIsHardlyWorse(ActivationType activations) throws Exception {
        OnnxModel model = RuntimeActivations.simplified(FashionCnn.model(), directory.resolve("basic.onnx"));
        long[] labels = FashionCnn.labels();
        RuntimeActivations calibration = FashionCnn.pictures(0, CALIBRATION, 1);
        RuntimeActivations test = FashionCnn.pictures(CALIBRATION, 1_000, BATCH);
        double reference = accuracy(test.outputs(model, directory.resolve("fp32.onnx")), labels, CALIBRATION);
        for (RangeMethod method : RangeMethod.values()) {
            Quantized quantized = Quantizer.quantize(model, scheme(activations, method), calibration);
            Path optimized = directory.resolve(method + ".onnx");
            double accuracy = accuracy(test.outputs(quantized.model(), optimized), labels, CALIBRATION);
            Map<String, Long> ops = RuntimeActivations.operators(OnnxModel.read(optimized));
            LOG.log(
                    System.Logger.Level.INFO,
                    "fashion-cnn {0} {1}: {2} against {3}; {4}; {5}; {6}",
                    activations,
                    method,
                    accuracy,
                    reference,
                    ops,
                    quantized.report().skipped(),
                    quantized.report().notes());
            assertThat(accuracy).as("%s", method).isGreaterThanOrEqualTo(reference - 0.02);
            assertThat(ops).as("every convolution in integers").containsEntry("QLinearConv", 3L);
            assertThat(ops).doesNotContainKeys("Conv", "Relu");
        }
    }

    @Test
    void aModelThatWasNotSimplifiedRunsToo() throws Exception {
        OnnxModel model = FashionCnn.model();
        long[] labels = FashionCnn.labels();
        RuntimeActivations test = FashionCnn.pictures(CALIBRATION, 1_000, BATCH);
        double reference = accuracy(test.outputs(model, directory.resolve("fp32.onnx")), labels, CALIBRATION);
        Quantized quantized =
                Quantizer.quantize(model, Scheme.Int8Static.DEFAULT, FashionCnn.pictures(0, CALIBRATION, 1));
        Path optimized = directory.resolve("int8.onnx");
        double accuracy = accuracy(test.outputs(quantized.model(), optimized), labels, CALIBRATION);
        Map<String, Long> ops = RuntimeActivations.operators(OnnxModel.read(optimized));
        LOG.log(System.Logger.Level.INFO, "fashion-cnn as it is: {0} against {1}; {2}", accuracy, reference, ops);
        assertThat(accuracy).isGreaterThanOrEqualTo(reference - 0.03);
        assertThat(ops).containsEntry("QLinearConv", 3L);
        assertThat(quantized.report().notes()).anyMatch(note -> note.startsWith("3 BatchNormalization nodes follow"));
    }

    /** Every second sentence calibrates, the others are compared. */
    private static RuntimeActivations sentences(int start) throws Exception {
        List<long[]> tokens = Sentences.tokens();
        List<Map<String, Fed>> examples = new ArrayList<>();
        for (int i = start; i < tokens.size(); i += 2) {
            long[] ids = tokens.get(i);
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            List<Long> shape = List.of(1L, (long) ids.length);
            examples.add(Map.of(
                    "input_ids", new Fed(LongBuffer.wrap(ids), shape),
                    "attention_mask", new Fed(LongBuffer.wrap(ones), shape),
                    "token_type_ids", new Fed(LongBuffer.wrap(new long[ids.length]), shape)));
        }
        return new RuntimeActivations(examples);
    }

    @Test
    void theSentenceModelKeepsItsDirections() throws Exception {
        OnnxModel model = MiniLm.fp32();
        RuntimeActivations test = sentences(1);
        List<float[]> reference = test.outputs(model, directory.resolve("fp32.onnx"));
        for (ActivationType activations : ActivationType.values()) {
            Quantized quantized = Quantizer.quantize(model, scheme(activations, RangeMethod.PERCENTILE), sentences(0));
            Path optimized = directory.resolve(activations + ".onnx");
            List<float[]> outputs = test.outputs(quantized.model(), optimized);
            FidelityMeter meter = new FidelityMeter();
            for (int i = 0; i < outputs.size(); i++) {
                meter.add(reference.get(i), outputs.get(i));
            }
            Map<String, Long> ops = RuntimeActivations.operators(OnnxModel.read(optimized));
            LOG.log(System.Logger.Level.INFO, "MiniLM {0}: {1}; {2}", activations, meter.fidelity(), ops);
            assertThat(meter.fidelity().cosine()).isGreaterThanOrEqualTo(0.99);
            if (activations == ActivationType.U8) {
                assertThat(ops).containsEntry("MatMulIntegerToFloat", 36L);
            }
            assertThat(quantized.report().layers()).hasSize(36);
            assertThat(quantized.model().sizeBytes()).isLessThan(60_000_000);
        }
    }

    private static Fidelity fidelity(List<float[]> reference, List<float[]> outputs) {
        FidelityMeter meter = new FidelityMeter();
        for (int i = 0; i < outputs.size(); i++) {
            meter.add(reference.get(i), outputs.get(i));
        }
        return meter.fidelity();
    }

    @Test
    void movingOutliersIntoTheWeightsHelpsTheSentenceModel() throws Exception {
        OnnxModel model = MiniLm.fp32();
        RuntimeActivations calibration = sentences(0);
        RuntimeActivations test = sentences(1);
        Path optimized = directory.resolve("optimized.onnx");
        List<float[]> reference = test.outputs(model, optimized);
        OnnxModel smooth = Smoothing.of(model, calibration, 0.75, List.of()).model();
        assertThat(fidelity(reference, test.outputs(smooth, optimized)).cosine())
                .as("in float32 nothing changes")
                .isGreaterThan(0.999999);

        Quantized plain = Quantizer.quantize(model, Scheme.Int8Dynamic.DEFAULT);
        Quantized smoothed =
                Quantizer.quantize(model, new Scheme.Int8Dynamic(true, false, true, 0.75, List.of()), calibration);
        Fidelity before = fidelity(reference, test.outputs(plain.model(), optimized));
        Fidelity after = fidelity(reference, test.outputs(smoothed.model(), optimized));
        LOG.log(System.Logger.Level.INFO, "MiniLM dynamic {0}, smoothed {1}", before, after);
        assertThat(after.cosine()).isGreaterThan(before.cosine()).isGreaterThanOrEqualTo(0.995);
        assertThat(smoothed.report().layers()).hasSameSizeAs(plain.report().layers());
        assertThat(smoothed.report().notes()).anyMatch(note -> note.startsWith("Outliers of 24 activations"));
        assertThat(RuntimeActivations.operators(OnnxModel.read(optimized)))
                .as("the pattern of the activation function is still recognised")
                .containsEntry("Gelu", 6L);
    }

    @Test
    void theLayerThatARangeCutsTooTightlyIsNamed() throws Exception {
        OnnxModel model = MiniLm.fp32();
        Scheme.Int8Static tight = new Scheme.Int8Static(
                ActivationType.U8, RangeMethod.PERCENTILE, 99.9, true, false, 0, List.of(), List.of());
        Quantized quantized = Quantizer.quantize(model, tight, sentences(0));
        LayerWalk.Result walk =
                LayerWalk.compare(model, quantized.model(), quantized.report(), sentences(1), 32L << 20);
        assertThat(walk.firstBad())
                .as("what comes out of the GELU has outliers that this percentile cuts off")
                .isEqualTo("/encoder/layer.0/output/dense/MatMul");
        assertThat(walk.layers()).hasSize(36).allSatisfy(layer -> {
            assertThat(layer.examples()).isEqualTo(10);
            assertThat(layer.outputSqnrDb()).isNotNull();
        });
    }

    /** Pictures of four channels, the same for every run of this test. */
    private static RuntimeActivations noise() {
        return noise(List.of(1L, 4L, 8L, 8L));
    }

    private static RuntimeActivations noise(List<Long> shape) {
        Random random = new Random(1);
        List<Map<String, Fed>> examples = new ArrayList<>();
        for (int example = 0; example < 16; example++) {
            FloatBuffer pixels = ByteBuffer.allocateDirect(Float.BYTES
                            * shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            for (int i = 0; i < pixels.capacity(); i++) {
                pixels.put(i, (float) random.nextGaussian());
            }
            examples.add(Map.of("x", new Fed(pixels, shape)));
        }
        return new RuntimeActivations(examples);
    }

    @ParameterizedTest
    @EnumSource(ActivationType.class)
    void blocksOfConvolutionalNetworksFuseAndStayClose(ActivationType activations) throws Exception {
        Path optimized = directory.resolve("block.onnx");
        for (GraphProto.Builder graph : List.of(Blocks.residual(), Blocks.branches())) {
            OnnxModel model = Graphs.model(graph);
            Quantized quantized = Quantizer.quantize(model, scheme(activations, RangeMethod.MIN_MAX), noise());
            List<float[]> reference = noise().outputs(model, optimized);
            Fidelity fidelity = fidelity(reference, noise().outputs(quantized.model(), optimized));
            Map<String, Long> ops = RuntimeActivations.operators(OnnxModel.read(optimized));
            LOG.log(System.Logger.Level.INFO, "{0} {1} {2}", activations, fidelity, ops);
            assertThat(fidelity.cosine()).isGreaterThan(0.999);
            if (activations == ActivationType.U8) {
                // x86 has no kernels for signed activations: the runtime rewrites them, where they have one reader.
                assertThat(ops).doesNotContainKeys("Conv", "Relu", "Clip", "Add", "Concat", "Mul", "Gemm");
            }
        }
    }

    /** A product and the sum behind it, as exporters write a dense layer; {@code rows} below 0 is an open dimension. */
    private static GraphProto.Builder dense(long... rows) {
        GraphProto.Builder graph = Graphs.graph(
                Graphs.node("MatMul", List.of("x", "w"), List.of("m")),
                Graphs.node("Add", List.of("m", "b"), List.of("y")));
        long[] input = Arrays.copyOf(rows, rows.length + 1);
        input[rows.length] = 64;
        long[] output = input.clone();
        output[rows.length] = 32;
        return graph.addInput(Graphs.floats("x", input))
                .addInitializer(Graphs.weights("w", 64, 32))
                .addInitializer(Graphs.weights("b", 32))
                .addOutput(Graphs.floats("y", output));
    }

    /**
     * The runtime merges both into a float Gemm before it looks for integers, and would then turn all weights into floats
     * again on every run.
     */
    @Test
    void aProductThatTheRuntimeMergesWithTheSumBehindItStillRunsInIntegers() throws Exception {
        Path optimized = directory.resolve("dense.onnx");
        for (long[] rows : List.of(new long[] {-1}, new long[] {8}, new long[] {1, 8})) {
            RuntimeActivations rowsOfNoise = noise(rows.length == 2 ? List.of(1L, 8L, 64L) : List.of(8L, 64L));
            OnnxModel model = Graphs.model(dense(rows));
            Quantized quantized =
                    Quantizer.quantize(model, scheme(ActivationType.U8, RangeMethod.MIN_MAX), rowsOfNoise);
            List<float[]> reference = rowsOfNoise.outputs(model, optimized);
            Fidelity fidelity = fidelity(reference, rowsOfNoise.outputs(quantized.model(), optimized));
            Map<String, Long> ops = RuntimeActivations.operators(OnnxModel.read(optimized));
            LOG.log(System.Logger.Level.INFO, "{0} {1} {2}", rows.length, fidelity, ops);
            assertThat(fidelity.cosine()).isGreaterThan(0.999);
            assertThat(ops).doesNotContainKeys("Gemm", "MatMul", "FusedGemm");
        }
    }
}
