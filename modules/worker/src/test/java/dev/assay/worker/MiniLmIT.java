package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the main job, from text to measurement. */
class MiniLmIT {
    @TempDir
    static Path directory;

    static JobRunner runner;
    static Path model;
    static Path tokenizer;

    @BeforeAll
    static void open() throws Exception {
        runner = JobRunner.open(directory.resolve("runner"));
        model = resource("/all-minilm-l6-v2.onnx");
        tokenizer = resource("/all-minilm-l6-v2-tokenizer.json");
    }

    private static Path resource(String name) throws IOException {
        Path file = directory.resolve(name.substring(1));
        try (InputStream in = MiniLmIT.class.getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static Path texts() throws IOException {
        String text = """
                animal\tThe cat sleeps on the warm windowsill.
                animal\tA dog barks at the passing postman.
                animal\tThe horse gallops across the meadow.
                animal\tTwo kittens chase a ball of wool.
                music\tThe orchestra plays a symphony by Brahms.
                music\tShe practises the violin every evening.
                music\tThe choir sings in four voices.
                music\tHe tunes his guitar before the concert.
                """;
        return Files.writeString(directory.resolve("texts.tsv"), text);
    }

    @Test
    void embedsLabelledTextsWithinASandbox() throws Exception {
        Path texts = texts();
        Workload workload = new Workload(
                "single-stream",
                "rapid",
                Math.min(2, runner.capabilities().threads()),
                1,
                Map.of("batch_size", 1L, "sequence_length", 32L),
                Map.of(),
                new DatasetRef("texts", "text", TestModels.artifact(texts), TestModels.artifact(tokenizer), "knn"),
                8);
        JobSpec spec = new JobSpec(
                "all-minilm-l6-v2", TestModels.artifact(model), SchemeSpec.of("fp32"), workload, JobLimits.DEFAULT);
        JobResult result =
                runner.run(1, spec, new JobFiles(model, texts, tokenizer), progress -> {}, new Cancellation());
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        Measurement measurement = result.measurement();
        assertThat(measurement.accuracy().value()).isGreaterThanOrEqualTo(0.75);
        assertThat(measurement.accuracy().n()).isEqualTo(8);
        assertThat(measurement.environment().inputShapes())
                .containsExactlyInAnyOrder("input_ids=1x32", "attention_mask=1x32", "token_type_ids=1x32");
        assertThat(measurement.memory().peakRssBytes()).isGreaterThan(90L << 20);
    }
}
