package dev.assay.quantization;

import static dev.assay.quantization.Graphs.gemm;
import static dev.assay.quantization.Graphs.integer;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.real;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kind of rewrite, run beside the original on the same numbers. */
class RewrittenGraphsIT {
    @TestFactory
    Stream<DynamicTest> theRewrittenGraphComputesTheSame() {
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        models.put("two layers", model(Graphs.twoLayers()));
        models.put("two layers of an old file", model(Graphs.twoLayers(), 9, 4));
        models.put("Gemm", model(gemm()));
        models.put("Gemm transposed", model(gemm(integer("transB", 1))));
        models.put("Gemm with factors", model(gemm(real("alpha", -1.5f), real("beta", 0.25f))));
        models.put("Gemm without bias", model(gemm(real("beta", 0), integer("transB", 1))));
        models.put("If, first branch", model(Graphs.branches(true)));
        models.put("If, second branch", model(Graphs.branches(false)));
        models.put("Loop", model(Graphs.loop()));
        models.put("If in a Loop", model(Graphs.nested()));
        models.put("function", Graphs.withFunction());
        return models.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> compare(entry.getValue())));
    }

    private static void compare(OnnxModel model) throws Exception {
        Quantized quantized = Quantizer.quantize(model, Scheme.Int8Dynamic.DEFAULT);
        assertThat(quantized.report().quantized()).isPositive();
        assertThat(quantized.model().sizeBytes()).isLessThan(model.sizeBytes() + 4_000);
        Random random = new Random(3);
        float[] x = new float[4 * 32];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        FidelityMeter meter = new FidelityMeter();
        meter.add(run(model, x), run(quantized.model(), x));
        assertThat(meter.fidelity().finite()).isTrue();
        assertThat(meter.fidelity().cosine()).isGreaterThan(0.999);
        assertThat(meter.fidelity().sqnrDb()).isBetween(28.0, 60.0);
    }

    private static float[] run(OnnxModel model, float[] x) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model.toBytes(), options);
                    OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {4, 32});
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] copy = new float[values.remaining()];
                values.get(copy);
                return copy;
            }
        }
    }
}
