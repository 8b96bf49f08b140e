package dev.assay.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Activations;
import dev.assay.quantization.FidelityMeter;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.worker.TestModels;
import dev.assay.worker.inputs.InputMaker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four-bit rounding that looks at real texts keeps the sentence model close to the original, on texts it has not seen. */
class GptqIT {
    private static final int TEXTS = 240;

    private static final SessionActivations.Watched NOBODY = new SessionActivations.Watched() {
        @Override
        public void opened(ModelSession session) {}

        @Override
        public void closing() {}

        @Override
        public void ran(int pass, int example) {}
    };

    @TempDir
    Path directory;

    @Test
    void correctedRoundingIsFarCloserThanPlainRounding() throws Exception {
        Path file = resource("/all-minilm-l6-v2.onnx");
        Path tokenizer = resource("/all-minilm-l6-v2-tokenizer.json");
        Path texts = Path.of("..", "content", "src", "main", "zoo", "topics-en.txt");
        OnnxModel model = OnnxModel.read(file);
        Workload workload = new Workload(
                "single-stream",
                "rapid",
                1,
                7,
                Map.of("batch_size", 1L, "sequence_length", 32L),
                Map.of(),
                new DatasetRef("topics-en", "text", TestModels.artifact(texts), TestModels.artifact(tokenizer), "knn"),
                TEXTS);
        InputMaker.useCache(directory.resolve("tokenizers"));
        List<Map<String, Tensor>> all =
                InputMaker.make(model, workload, texts, tokenizer).tensors();
        assertThat(all).hasSize(TEXTS);
        List<Map<String, Tensor>> seen = all.subList(0, TEXTS * 3 / 4);
        List<Map<String, Tensor>> unseen = all.subList(TEXTS * 3 / 4, TEXTS);
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        Activations activations = new SessionActivations(seen, 2, scratch, SessionActivations.GROUP_BYTES, NOBODY);

        Quantized plain = Quantizer.quantize(model, Scheme.parse("int4-weight-only", Map.of("rounding", "rtn")));
        Quantized corrected =
                Quantizer.quantize(model, Scheme.parse("int4-weight-only", Map.of("rounding", "gptq")), activations);
        assertThat(corrected.report().notes()).singleElement().asString().contains("36 matrices", "180 examples");
        assertThat(corrected.model().sizeBytes()).isCloseTo(plain.model().sizeBytes(), within(64L));

        List<float[]> expected = outputs(model, unseen);
        double plainCosine = cosine(expected, outputs(plain.model(), unseen));
        double correctedCosine = cosine(expected, outputs(corrected.model(), unseen));
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "nearest {0}, GPTQ {1}", plainCosine, correctedCosine);
        assertThat(correctedCosine).isGreaterThanOrEqualTo(0.990);
        assertThat(plainCosine).isBetween(0.97, 0.985);
    }

    private static double cosine(List<float[]> expected, List<float[]> actual) {
        FidelityMeter meter = new FidelityMeter();
        for (int i = 0; i < expected.size(); i++) {
            meter.add(expected.get(i), actual.get(i));
        }
        return meter.fidelity().cosine();
    }

    /** What the model makes of each text, padding left out. */
    private List<float[]> outputs(OnnxModel model, List<Map<String, Tensor>> examples)
            throws IOException, InferenceException {
        Path file = directory.resolve("measured.onnx");
        model.write(file);
        List<float[]> outputs = new ArrayList<>();
        try (ModelSession session = ModelSession.open(file, SessionSettings.of(2))) {
            for (Map<String, Tensor> example : examples) {
                try (ModelSession.Feed feed = session.feed(example)) {
                    Tensor output = session.run(feed).getFirst();
                    AttentionMask.of(example)
                            .rows(output.shape(), output.toFloats(), (shape, values) -> outputs.add(values.clone()));
                }
            }
        }
        return outputs;
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name.substring(1));
        try (InputStream in = Objects.requireNonNull(GptqIT.class.getResourceAsStream(name))) {
            Files.copy(in, file);
        }
        return file;
    }
}
