package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every form in which weights are stored: ONNX Runtime loads it, fuses it, and answers nearly like the original. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WeightSchemesIT {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    @TempDir
    Path directory;

    private OnnxModel model;
    private List<long[]> sentences;
    private final List<float[]> expected = new ArrayList<>();

    /** What became of a scheme. */
    private record Outcome(Quantized quantized, double cosine, Map<String, Long> ops, List<float[]> outputs) {}

    @BeforeAll
    void runTheOriginal() throws Exception {
        model = MiniLm.fp32();
        sentences = Sentences.tokens();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = ENVIRONMENT.createSession(model.toBytes(), options)) {
            for (long[] ids : sentences) {
                expected.add(run(session, ids));
            }
        }
    }

    private Outcome outcome(String scheme, String... namesAndValues) throws Exception {
        Map<String, String> chosen = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            chosen.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        Quantized quantized = Quantizer.quantize(model, Scheme.parse(scheme, chosen));
        Path optimized = directory.resolve("optimized.onnx");
        FidelityMeter meter = new FidelityMeter();
        List<float[]> outputs = new ArrayList<>();
        try (OrtSession.SessionOptions options = options()) {
            options.setOptimizedModelFilePath(optimized.toString());
            try (OrtSession session =
                    ENVIRONMENT.createSession(quantized.model().toBytes(), options)) {
                for (int i = 0; i < sentences.size(); i++) {
                    outputs.add(run(session, sentences.get(i)));
                    meter.add(expected.get(i), outputs.getLast());
                }
            }
        }
        Map<String, Long> ops = OnnxModel.read(optimized).proto().getGraph().getNodeList().stream()
                .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "{0} {1}: {2}", scheme, chosen, meter.fidelity());
        assertThat(meter.fidelity().finite()).isTrue();
        return new Outcome(quantized, meter.fidelity().cosine(), ops, outputs);
    }

    @Test
    void storageInSixteenBitsIsFoldedAtLoad() throws Exception {
        Outcome fp16 = outcome("fp16");
        assertThat(fp16.cosine).isGreaterThanOrEqualTo(0.9999);
        assertThat(fp16.quantized.model().sizeBytes()).isLessThan(45_400_000);
        Outcome graph = outcome("fp16", "form", "graph");
        assertThat(graph.cosine).isGreaterThanOrEqualTo(0.9999);
        assertThat(graph.quantized.model().sizeBytes()).isLessThan(45_400_000);
        Outcome bf16 = outcome("bf16");
        assertThat(bf16.cosine).isGreaterThanOrEqualTo(0.9999);
        // The cast that is left belongs to the attention mask of the original.
        assertThat(fp16.ops.get("Cast")).isEqualTo(1);
        assertThat(bf16.ops.get("Cast")).isEqualTo(1);
    }

    @Test
    void eightBitWeightsAreFused() throws Exception {
        Outcome portable = outcome("int8-weight-only");
        assertThat(portable.cosine).isGreaterThanOrEqualTo(0.999);
        assertThat(portable.ops).containsEntry("MatMulNBits", 36L).containsEntry("DequantizeLinear", 3L);
        assertThat(portable.quantized.model().sizeBytes()).isLessThan(23_000_000);
        Outcome blocks = outcome("int8-weight-only", "form", "nbits");
        assertThat(blocks.cosine).isGreaterThanOrEqualTo(0.9995);
        assertThat(blocks.ops).containsEntry("MatMulNBits", 36L).containsEntry("GatherBlockQuantized", 3L);
    }

    @Test
    void fourBitWeightsAreFusedAndThePortableFormAnswersTheSame() throws Exception {
        Outcome nearest = outcome("int4-weight-only", "rounding", "rtn");
        assertThat(nearest.cosine).isGreaterThanOrEqualTo(0.97);
        assertThat(nearest.ops).containsEntry("MatMulNBits", 36L);
        Outcome portable = outcome("int4-weight-only", "rounding", "rtn", "form", "portable");
        assertThat(portable.ops).containsEntry("MatMulNBits", 36L).doesNotContainKey("DequantizeLinear");
        for (int i = 0; i < sentences.size(); i++) {
            assertThat(portable.outputs.get(i)).isEqualTo(nearest.outputs.get(i));
        }
        Outcome searched = outcome("int4-weight-only");
        assertThat(searched.cosine).isGreaterThan(nearest.cosine);
        assertThat(outcome("int4-weight-only", "block", "16").cosine).isGreaterThan(searched.cosine);
        assertThat(outcome("int4-weight-only", "rounding", "rtn", "symmetric", "true", "form", "portable").cosine)
                .isGreaterThanOrEqualTo(0.965);
        Outcome small = outcome("int4-weight-only", "embeddings", "true", "rounding", "rtn");
        assertThat(small.cosine).isGreaterThanOrEqualTo(0.97);
        assertThat(small.quantized.model().sizeBytes()).isLessThan(14_800_000);
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfGraphComputesTheSame() throws Exception {
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        models.put("two layers", Graphs.model(Graphs.twoLayers()));
        models.put("Gemm transposed", Graphs.model(Graphs.gemm(Graphs.integer("transB", 1))));
        models.put(
                "Gemm with factors",
                Graphs.model(Graphs.gemm(Graphs.real("alpha", -1.5f), Graphs.real("beta", 0.25f))));
        models.put("If", Graphs.model(Graphs.branches(false)));
        models.put("Loop", Graphs.model(Graphs.loop()));
        models.put("mixed", Graphs.model(HalfGraphTest.mixed()));
        List<Scheme> schemes = List.of(
                Scheme.parse("fp16", Map.of("form", "graph")),
                Scheme.parse("fp16", Map.of("form", "graph", "exclude", "matmul_a,matmul_p,matmul_u")),
                Scheme.parse("fp16", Map.of()),
                Scheme.parse("bf16", Map.of()),
                Scheme.parse("int8-weight-only", Map.of("block", "16")),
                Scheme.parse("int8-weight-only", Map.of("form", "nbits", "accuracyLevel", "0")),
                Scheme.parse("int8-weight-only", Map.of("form", "nbits", "block", "256")),
                Scheme.parse("int4-weight-only", Map.of("block", "16")),
                Scheme.parse("int4-weight-only", Map.of("block", "128", "accuracyLevel", "0")),
                Scheme.parse("int4-weight-only", Map.of("symmetric", "true", "form", "portable", "block", "64")));
        return models.entrySet().stream()
                .flatMap(entry -> schemes.stream()
                        .map(scheme -> DynamicTest.dynamicTest(
                                entry.getKey() + " " + scheme.name() + scheme.options(),
                                () -> compare(entry.getValue(), scheme))));
    }

    private static void compare(OnnxModel model, Scheme scheme) throws Exception {
        Quantized quantized = Quantizer.quantize(model, scheme);
        assertThat(quantized.report().quantized() + quantized.report().skipped().size())
                .isPositive();
        FidelityMeter meter = new FidelityMeter();
        Random random = new Random(3);
        float[] x = new float[4 * 32];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        meter.add(run(model, x), run(quantized.model(), x));
        assertThat(meter.fidelity().cosine()).isGreaterThan(scheme.name().startsWith("int4") ? 0.97 : 0.999);
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private static float[] run(OnnxModel model, float[] x) throws OrtException {
        try (OrtSession.SessionOptions options = options();
                OrtSession session = ENVIRONMENT.createSession(model.toBytes(), options);
                OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(x), new long[] {4, 32});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return copy((OnnxTensor) result.get(0));
        }
    }

    private static float[] run(OrtSession session, long[] ids) throws OrtException {
        long[] shape = {1, ids.length};
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OnnxTensor tokens = OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(ids), shape);
                OnnxTensor mask = OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(ones), shape);
                OnnxTensor types = OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(new long[ids.length]), shape)) {
            inputs.put("input_ids", tokens);
            inputs.put("attention_mask", mask);
            inputs.put("token_type_ids", types);
            try (OrtSession.Result result = session.run(inputs)) {
                return copy((OnnxTensor) result.get(0));
            }
        }
    }

    private static float[] copy(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }
}
