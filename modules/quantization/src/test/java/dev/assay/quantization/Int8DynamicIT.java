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
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rewritten model runs, is fused into 8-bit kernels, and answers nearly like the original. */
class Int8DynamicIT {
    @TempDir
    Path directory;

    @Test
    void theQuantizedModelAnswersLikeTheOriginalAndItsProductsAreFused() throws Exception {
        Path source = directory.resolve("fp32.onnx");
        Path target = directory.resolve("int8.onnx");
        Path optimized = directory.resolve("optimized.onnx");
        OnnxModel model = MiniLm.fp32();
        model.write(source);
        Quantized quantized = Quantizer.quantize(model, Scheme.Int8Dynamic.DEFAULT);
        quantized.model().write(target);
        assertThat(target).hasSize(quantized.model().sizeBytes());
        assertThat(quantized.model().sizeBytes()).isLessThan(23_200_000);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        FidelityMeter meter = new FidelityMeter();
        FidelityMeter oracleMeter = new FidelityMeter();
        try (OrtSession.SessionOptions options = options();
                OrtSession.SessionOptions dumping = options()) {
            dumping.setOptimizedModelFilePath(optimized.toString());
            try (OrtSession reference = environment.createSession(source.toString(), options);
                    OrtSession test = environment.createSession(target.toString(), dumping);
                    OrtSession oracle =
                            environment.createSession(MiniLm.oracle().toBytes(), options)) {
                for (long[] ids : Sentences.tokens()) {
                    float[] expected = run(environment, reference, ids);
                    meter.add(expected, run(environment, test, ids));
                    oracleMeter.add(expected, run(environment, oracle, ids));
                }
            }
        }
        FidelityMeter.Fidelity fidelity = meter.fidelity();
        FidelityMeter.Fidelity oracleFidelity = oracleMeter.fidelity();
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "MiniLM ours: {0}; reference quantizer: {1}", fidelity, oracleFidelity);
        assertThat(fidelity.finite()).isTrue();
        assertThat(fidelity.cosine()).isGreaterThanOrEqualTo(0.99);
        assertThat(fidelity.cosine())
                .as("full-range weights against the reduced range of the reference")
                .isGreaterThan(oracleFidelity.cosine());

        Map<String, Long> ops = OnnxModel.read(optimized).proto().getGraph().getNodeList().stream()
                .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
        assertThat(ops.getOrDefault("DynamicQuantizeMatMul", 0L) + ops.getOrDefault("MatMulIntegerToFloat", 0L))
                .as("fused products among %s", ops)
                .isEqualTo(36);
        assertThat(ops).doesNotContainKey("MatMulInteger");
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private static float[] run(OrtEnvironment environment, OrtSession session, long[] ids) throws OrtException {
        long[] shape = {1, ids.length};
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", idTensor, "attention_mask", mask, "token_type_ids", types))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }
}
