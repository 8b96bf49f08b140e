package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts of a real model: sentence embeddings with 6 layers, 12 heads, hidden size 384, inner size 1536. */
class MiniLmFactsTest {
    private static final long LAYERS = 6;
    private static final long HIDDEN = 384;
    private static final long INNER = 1_536;
    private static final long HEADS = 12;

    @TempDir
    static Path directory;

    private static Path file;

    @BeforeAll
    static void unpack() throws IOException {
        file = directory.resolve("minilm.onnx");
        try (InputStream in = MiniLmFactsTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            Files.copy(Objects.requireNonNull(in), file);
        }
    }

    /** Multiply-adds of the architecture, written down without looking at the graph. */
    private static long matMulFlops(long batch, long sequence) {
        long projections = 4 * 2 * sequence * HIDDEN * HIDDEN;
        long attention = 2 * HEADS * 2 * sequence * sequence * (HIDDEN / HEADS);
        long feedForward = 2 * 2 * sequence * HIDDEN * INNER;
        return batch * LAYERS * (projections + attention + feedForward);
    }

    @Test
    void itsProductsCostWhatTheArchitectureSays() throws IOException {
        ModelFacts facts = ModelFacts.of(file);
        assertThat(facts.assumedDimensions().values()).containsExactlyInAnyOrder(1L, 128L);
        assertThat(facts.notCounted()).isEmpty();
        assertThat(facts.flopsByOp()).containsEntry("MatMul", matMulFlops(1, 128));
        assertThat(facts.flops()).isBetween(matMulFlops(1, 128), matMulFlops(1, 128) * 102 / 100);
        // 5 per element of the 12 x 128 x 128 scores of each layer
        assertThat(facts.flopsByOp()).containsEntry("Softmax", LAYERS * 5 * HEADS * 128 * 128);
    }

    @Test
    void otherDimensionsChangeTheCost() throws IOException {
        ModelFacts facts = ModelFacts.of(file);
        var names = facts.inputs().getFirst().shape();
        ModelFacts other = ModelFacts.of(file, Map.of(names.get(0), 4L, names.get(1), 16L));
        assertThat(other.flopsByOp()).containsEntry("MatMul", matMulFlops(4, 16));
        assertThat(other.notCounted()).isEmpty();
    }

    @Test
    void theFactsAreThoseOfTheFile() throws IOException {
        ModelFacts facts = ModelFacts.of(file);
        assertThat(facts.sizeBytes()).isEqualTo(90_387_606);
        assertThat(facts.opset()).isEqualTo(11);
        assertThat(facts.irVersion()).isEqualTo(6);
        assertThat(facts.producer()).startsWith("pytorch");
        assertThat(facts.parameters()).isBetween(22_500_000L, 22_800_000L);
        assertThat(facts.ops())
                .containsEntry("MatMul", 48)
                .containsEntry("Gather", 52)
                .containsEntry("Erf", 6);
        assertThat(facts.inputs())
                .extracting(TensorInfo::name)
                .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
        assertThat(facts.inputs()).allSatisfy(input -> assertThat(input.type()).isEqualTo("int64"));
        assertThat(facts.outputs()).extracting(TensorInfo::name).contains("last_hidden_state");
        assertThat(facts.quantized()).isFalse();
        assertThat(facts.domains()).containsExactlyEntriesOf(Map.of("ai.onnx", 11L));
        assertThat(facts.bytesByType().get("float32")).isGreaterThan(90_000_000);
    }

    @Test
    void itPassesTheGateOfTrustedFilesAndIsTooLargeForAnUpload() {
        assertThatCode(() -> ModelGate.check(file, GateLimits.TRUSTED)).doesNotThrowAnyException();
        assertThatCode(() -> ModelGate.check(file, GateLimits.UPLOAD))
                .isInstanceOfSatisfying(
                        RejectedModel.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Rejection.TOO_LARGE));
    }

    @Test
    void anUntouchedModelIsWrittenBackToTheLastByte() throws IOException {
        OnnxModel model = OnnxModel.read(file);
        Path copy = directory.resolve("copy.onnx");
        model.write(copy);
        assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        // The exporter wrote fields in order too, so even the parsed message serialises to the same file.
        assertThat(OnnxModel.of(model.proto()).sha256()).isEqualTo(model.sha256());
    }
}
