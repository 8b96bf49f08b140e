package dev.assay.worker.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.CalibrationRef;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationSetTest {
    private static final OnnxModel PERCEPTRON = OnnxModel.of(TestModels.perceptron(0));

    @TempDir
    Path directory;

    /** Rows of 16 numbers; row {@code r} begins with {@code first[r]} and goes on with zeros. */
    private Path dataset(float... first) throws Exception {
        ByteBuffer x = ByteBuffer.allocate(first.length * 64).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < first.length; row++) {
            x.putFloat(row * 64, first[row]);
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("x", new NpyArray(ElementType.FLOAT, List.of((long) first.length, 16L), x));
        Path file = Files.createTempFile(directory, "data", ".npz");
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(out, arrays);
        }
        return file;
    }

    private static float[] counting(int rows) {
        float[] first = new float[rows];
        for (int row = 0; row < rows; row++) {
            first[row] = row;
        }
        return first;
    }

    private static CalibrationSet draw(Path data, int examples, long seed, List<Integer> held, long batch)
            throws Exception {
        Workload workload = new Workload("single-stream", "rapid", 1, 1, Map.of("batch", batch), Map.of(), null, 8);
        DatasetRef dataset = new DatasetRef("d", "npz", TestModels.artifact(data), null, null);
        return CalibrationSet.draw(PERCEPTRON, workload, new CalibrationRef(dataset, examples, seed), data, null, held);
    }

    @Test
    void drawsDistinctRowsBySeedAndKeepsOutThoseThatAreHeld() throws Exception {
        Path data = dataset(counting(100));
        List<Integer> held = IntStream.range(0, 60).boxed().toList();
        CalibrationSet drawn = draw(data, 30, 5, held, 1);
        assertThat(drawn.indices()).hasSize(30).doesNotHaveDuplicates().allMatch(row -> row >= 60);
        assertThat(drawn.notes()).isEmpty();
        assertThat(draw(data, 30, 5, held, 1).indices()).isEqualTo(drawn.indices());
        assertThat(draw(data, 30, 6, held, 1).indices()).isNotEqualTo(drawn.indices());
        for (int i = 0; i < 30; i++) {
            Tensor x = drawn.parts().get(0).tensors().get(i).get("x");
            assertThat(x.at(0)).isEqualTo(drawn.indices().get(i).doubleValue());
        }
    }

    @Test
    void takesFewerExamplesBeforeItSharesRows() throws Exception {
        CalibrationSet drawn = draw(
                dataset(counting(100)), 64, 5, IntStream.range(0, 80).boxed().toList(), 1);
        assertThat(drawn.examples()).isEqualTo(20);
        assertThat(drawn.notes()).isEmpty();
    }

    @Test
    void saysWhenRowsAreSharedBecauseTooFewAreLeft() throws Exception {
        List<Integer> held = IntStream.range(0, 45).boxed().toList();
        CalibrationSet drawn = draw(dataset(counting(50)), 50, 5, held, 1);
        assertThat(new HashSet<>(drawn.indices())).hasSize(50);
        assertThat(drawn.notes()).singleElement().asString().startsWith("45 of the 50 calibration examples");
    }

    @Test
    void saysWhenThereAreOnlyAFew() throws Exception {
        CalibrationSet drawn = draw(dataset(counting(3)), 100, 5, List.of(), 1);
        assertThat(drawn.examples()).isEqualTo(3);
        assertThat(drawn.notes()).singleElement().asString().startsWith("Only 3 calibration examples were there");
    }

    @Test
    void fillsWholeBatches() throws Exception {
        CalibrationSet drawn = draw(dataset(counting(11)), 100, 5, List.of(), 4);
        assertThat(drawn.examples()).isEqualTo(2);
        assertThat(drawn.indices()).hasSize(8).doesNotHaveDuplicates();
        assertThat(drawn.parts().get(0).layout().columns().get(0).shape()).containsExactly(4L, 16L);
    }

    @Test
    void comesBackFromDisk() throws Exception {
        CalibrationSet drawn = draw(dataset(counting(20)), 7, 5, List.of(), 1);
        Path file = directory.resolve("examples.bin");
        drawn.write(file);
        assertThat(CalibrationSet.read(file, drawn.layouts()))
                .isEqualTo(drawn.parts().get(0).tensors());
    }

    @Test
    void refusesWhatShowsNoRange() throws Exception {
        assertRefused(dataset(0, 0, 0), 3, 1, "Every value of the calibration examples is the same");
        assertRefused(dataset(2, 2, 2), 3, 1, "All 3 calibration examples are the same");
        assertRefused(dataset(1, Float.NaN, 2), 3, 1, "not a finite number");
        assertRefused(dataset(1, 2), 3, 4, "holds 2 examples, fewer than one batch of 4");
        assertRefused(dataset(1, 2), 0, 1, "at least one is needed");
    }

    private static void assertRefused(Path data, int examples, long batch, String words) {
        assertThatThrownBy(() -> draw(data, examples, 1, List.of(), batch))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(words)
                .hasMessageMatching("[^\\n]*\\.");
    }
}
