package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.assay.onnx.tensor.ElementType;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of 2.5 GB, made here, is quantized by a process with a small heap and runs afterwards. Its largest tensor has 64
 * MB; beyond the mapped files the process may take twice that and 300 MB.
 */
@Tag("long")
class LargeModelIT {
    private static final int LAYERS = 40;
    private static final int WIDTH = 4096;
    private static final long LARGEST_BYTES = 4L * WIDTH * WIDTH;
    private static final long ALLOWED_BYTES = 2 * LARGEST_BYTES + 300_000_000;

    @TempDir
    Path directory;

    private Path source;

    @BeforeEach
    void generate() throws Exception {
        source = directory.resolve("large.onnx");
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("large")
                .addInput(Graphs.floats("x0", 1, WIDTH))
                .addOutput(Graphs.floats("x" + LAYERS, 1, WIDTH));
        SplittableRandom random = new SplittableRandom(20_261_120);
        byte[] row = new byte[4 * WIDTH];
        FloatBuffer floats = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(directory.resolve("large.onnx.data")), 1 << 20)) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (int i = 0; i < WIDTH; i++) {
                    for (int j = 0; j < WIDTH; j += 2) {
                        long bits = random.nextLong();
                        floats.put(j, ((int) bits) * 0x1p-37f);
                        floats.put(j + 1, ((int) (bits >>> 32)) * 0x1p-37f);
                    }
                    out.write(row);
                }
                graph.addInitializer(TensorProto.newBuilder()
                        .setName("W" + layer)
                        .setDataType(ElementType.FLOAT32.number())
                        .addDims(WIDTH)
                        .addDims(WIDTH)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", "large.onnx.data"))
                        .addExternalData(entry("offset", Long.toString(layer * LARGEST_BYTES)))
                        .addExternalData(entry("length", Long.toString(LARGEST_BYTES))));
                graph.addNode(Graphs.node("MatMul", List.of("x" + layer, "W" + layer), List.of("x" + (layer + 1))));
            }
        }
        ModelProto model = Graphs.model(graph).proto();
        Files.write(source, model.toByteArray());
        assertThat(Files.size(directory.resolve("large.onnx.data"))).isGreaterThan(2_500_000_000L);
    }

    @AfterEach
    void remove() throws Exception {
        Files.deleteIfExists(directory.resolve("large.onnx.data"));
    }

    @Test
    void itIsQuantizedWithASmallHeapAndRuns() throws Exception {
        Path target = directory.resolve("int8.onnx");
        long own = quantize(target, List.of());
        assertThat(own).as("bytes of memory beyond the mapped files").isLessThan(ALLOWED_BYTES);
        assertThat(Files.size(target)).isBetween(600_000_000L, 700_000_000L);
        assertThat(directory.resolve("int8.onnx.data")).doesNotExist();
        runs(target);
    }

    @Test
    void whatIsLeftBeyondOneFileGoesIntoASecond() throws Exception {
        List<String> exclude = new ArrayList<>();
        for (int layer = 3; layer <= LAYERS; layer++) {
            exclude.add("matmul_x" + layer);
        }
        Path target = directory.resolve("part.onnx");
        long own = quantize(target, exclude);
        assertThat(own).as("bytes of memory beyond the mapped files").isLessThan(ALLOWED_BYTES);
        assertThat(Files.size(target)).isLessThan(100_000);
        assertThat(Files.size(directory.resolve("part.onnx.data"))).isGreaterThan(2_147_483_647L);
        runs(target);
    }

    private static void runs(Path model) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[] x = new float[WIDTH];
        x[17] = 1;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model.toString(), options);
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {1, WIDTH});
                OrtSession.Result result = session.run(Map.of("x0", input))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            assertThat(values.remaining()).isEqualTo(WIDTH);
            while (values.hasRemaining()) {
                assertThat(values.get()).isFinite();
            }
        }
    }

    /** Runs {@link QuantizingProcess} with 256 MB of heap; the result is what it printed. */
    private long quantize(Path target, List<String> exclude) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                QuantizingProcess.class.getName(),
                source.toString(),
                target.toString()));
        command.addAll(exclude);
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String printed = Files.readString(output);
        assertThat(status).as(printed).isZero();
        System.getLogger(getClass().getName()).log(System.Logger.Level.INFO, "{0}: {1}", target.getFileName(), printed);
        return Long.parseLong(printed.strip().split("\\s+", -1)[0]);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
