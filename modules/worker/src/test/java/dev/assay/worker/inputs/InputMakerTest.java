package dev.assay.worker.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Workload;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import dev.assay.worker.TestModels;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputMakerTest {
    private static final OnnxModel EMBEDDING = OnnxModel.of(TestModels.embedding(50));
    private static final OnnxModel PERCEPTRON = OnnxModel.of(TestModels.perceptron(0));

    @TempDir
    Path directory;

    private static Workload workload(Map<String, Long> dimensions, Map<String, List<Long>> shapes, DatasetRef dataset) {
        return new Workload("single-stream", "rapid", 1, 42, dimensions, shapes, dataset, 20);
    }

    private static InputSet generated(OnnxModel model, Map<String, Long> dimensions) throws Exception {
        return InputMaker.make(model, workload(dimensions, Map.of(), null), null, null);
    }

    @Test
    void tokenIdsStayWithinTheEmbeddingTable() throws Exception {
        InputSet inputs = generated(EMBEDDING, Map.of("sequence", 40L));
        assertThat(inputs.shapes()).containsExactly("input_ids=1x40", "attention_mask=1x40", "token_type_ids=1x40");
        double largest = 0;
        for (Map<String, Tensor> example : inputs.tensors()) {
            for (int i = 0; i < 40; i++) {
                assertThat(example.get("input_ids").at(i)).isBetween(0.0, 49.0);
                largest = Math.max(largest, example.get("input_ids").at(i));
                assertThat(example.get("attention_mask").at(i)).isEqualTo(1);
                assertThat(example.get("token_type_ids").at(i)).isZero();
            }
        }
        assertThat(largest).isGreaterThan(40);
    }

    @Test
    void theSeedDecides() throws Exception {
        InputSet first = generated(PERCEPTRON, Map.of());
        assertThat(first.tensors()).hasSize(20);
        assertThat(generated(PERCEPTRON, Map.of()).write(directory.resolve("1")))
                .isEqualTo(first.write(directory.resolve("2")));
        InputSet other = InputMaker.make(
                PERCEPTRON, new Workload("single-stream", "rapid", 1, 43, Map.of(), Map.of(), null, 20), null, null);
        assertThat(other.write(directory.resolve("3"))).isNotEqualTo(first.write(directory.resolve("4")));
        assertThat(InputSet.read(directory.resolve("2"), first.layout())).isEqualTo(first.tensors());
    }

    @Test
    void defaultsAreOneForTheBatchAndALengthForTheSequence() throws Exception {
        assertThat(generated(EMBEDDING, Map.of()).shapes()).first().isEqualTo("input_ids=1x128");
        assertThat(generated(PERCEPTRON, Map.of("batch", 4L)).shapes()).containsExactly("x=4x16");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> InputMaker.make(
                        PERCEPTRON, workload(Map.of(), Map.of("x", List.of(1L, 17L)), null), null, null))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("fixed at 16");
        assertThatThrownBy(() -> generated(PERCEPTRON, Map.of("batch", 1L << 40)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("MiB");
        assertThatThrownBy(() -> generated(PERCEPTRON, Map.of("batch", 0L))).isInstanceOf(InputException.class);
    }

    @Test
    void arraysAreDrawnWithTheirLabels() throws Exception {
        int rows = 50;
        ByteBuffer x = ByteBuffer.allocate(rows * 16 * 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer labels = ByteBuffer.allocate(rows * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            labels.putLong(row * 8, row);
            x.putFloat(row * 64, row);
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x", new NpyArray(ElementType.FLOAT, List.of((long) rows, 16L), x));
        arrays.put("labels", new NpyArray(ElementType.INT64, List.of((long) rows), labels));
        Path file = directory.resolve("data.npz");
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(out, arrays);
        }
        ArtifactRef ref = TestModels.artifact(file);
        InputSet inputs = InputMaker.make(
                PERCEPTRON, workload(Map.of(), Map.of(), new DatasetRef("d", "npz", ref, null, "top1")), file, null);
        assertThat(inputs.labels()).hasSize(20).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            assertThat(inputs.tensors().get(i).get("x").at(0))
                    .isEqualTo(inputs.labels().get(i).doubleValue());
        }
        assertThatThrownBy(() -> InputMaker.make(
                        EMBEDDING,
                        workload(Map.of(), Map.of(), new DatasetRef("d", "npz", ref, null, null)),
                        file,
                        null))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("input_ids");
    }
}
