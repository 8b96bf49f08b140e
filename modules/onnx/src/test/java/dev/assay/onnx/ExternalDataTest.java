package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.edit.Scratch;
import dev.assay.onnx.tensor.Detached;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
    @TempDir
    Path directory;

    @Test
    void aSplitModelReadsLikeTheWholeOne() throws Exception {
        ModelProto model = model();
        Path file = directory.resolve("m.onnx");
        ModelFiles.writeSplit(file, model);

        ModelProto graphFile = ModelProto.parseFrom(Files.readAllBytes(file));
        TensorProto weights = graphFile.getGraph().getInitializer(1);
        Map<String, String> place = weights.getExternalDataList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
        assertThat(place).isEqualTo(Map.of("location", "m.onnx.data", "offset", "81920", "length", "4800"));
        assertThat(graphFile.getGraph().getInitializer(2).hasRawData()).isTrue();
        assertThat(Files.size(directory.resolve("m.onnx.data"))).isEqualTo(90_112 + 80_000);
        assertThat(files()).containsExactly("m.onnx", "m.onnx.data");

        OnnxModel read = OnnxModel.read(file);
        assertThat(read.detachedBytes()).isPositive();
        assertThat(inlined(read)).isEqualTo(model);
        Path packed = directory.resolve("packed.onnx");
        read.write(packed);
        assertThat(packed).hasSize(read.sizeBytes());
        assertThat(OnnxModel.read(packed).proto()).isEqualTo(model);
        assertThat(OnnxModel.read(packed).sha256())
                .isEqualTo(read.sha256())
                .isEqualTo(OnnxModel.read(file).sha256());
        assertThat(read.toBytes()).isEqualTo(Files.readAllBytes(packed));
    }

    @Test
    void readingMapsWithoutLoss() throws Exception {
        ModelProto model = model();
        Path file = directory.resolve("m.onnx");
        OnnxModel.of(model).write(file);
        OnnxModel read = OnnxModel.readMapped(file);
        assertThat(read.detachedBytes()).isPositive();
        assertThat(inlined(read)).isEqualTo(model);
        assertThat(read.toBytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(read.sha256()).isEqualTo(OnnxModel.of(model).sha256());
        assertThat(Tensors.floats(read.proto().getGraph().getInitializer(0)).isDirect())
                .isTrue();
        assertThat(files()).containsExactly("m.onnx");
    }

    @Test
    void writingOverTheFileThatWasReadIsHarmless() throws Exception {
        ModelProto model = model();
        Path file = directory.resolve("m.onnx");
        ModelFiles.writeSplit(file, model);
        OnnxModel read = OnnxModel.read(file);
        ModelFiles.writeSplit(file, read.proto());
        assertThat(inlined(OnnxModel.read(file))).isEqualTo(model);
    }

    private static ModelProto inlined(OnnxModel model) {
        return EachTensor.change(model.proto(), Detached::inlined);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/hostname", "../secret", "sub/secret", "..", ".", "", "sub\\secret", "missing", "link"})
    void dataMustLieDirectlyBesideTheModel(String location) throws Exception {
        Path inner = Files.createDirectories(directory.resolve("inner"));
        Files.write(directory.resolve("secret"), new byte[16]);
        Files.write(Files.createDirectories(inner.resolve("sub")).resolve("secret"), new byte[16]);
        Files.createSymbolicLink(inner.resolve("link"), directory.resolve("secret"));
        Path file = inner.resolve("m.onnx");
        Files.write(file, external(Map.of("location", location), 4).toByteArray());
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The tensor \"W\"")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void placesInTheFileAreChecked() throws Exception {
        Files.write(directory.resolve("d"), new byte[20]);
        Path file = directory.resolve("m.onnx");
        for (Map<String, String> bad : List.of(
                Map.of("location", "d", "offset", "5"),
                Map.of("location", "d", "offset", "-1"),
                Map.of("location", "d", "offset", "9223372036854775807"),
                Map.of("location", "d", "offset", "one"),
                Map.of("location", "d", "length", "15"))) {
            Files.write(file, external(bad, 4).toByteArray());
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .as("%s", bad)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("\"W\"");
        }
        Files.write(file, external(Map.of("location", "d"), Long.MAX_VALUE / 2).toByteArray());
        assertThatThrownBy(() -> OnnxModel.read(file)).hasMessageContaining("beyond 64 bits");
        Files.write(file, external(Map.of("location", "d", "offset", "4"), 4).toByteArray());
        assertThat(Tensors.floats(OnnxModel.read(file).proto().getGraph().getInitializer(0))
                        .remaining())
                .isEqualTo(4);
        byte[] bytes = Files.readAllBytes(file);
        assertThatThrownBy(() -> OnnxModel.read(bytes)).hasMessageContaining("read it from its file");
        ModelGate.checkLocal(file, GateLimits.UPLOAD);
        assertThatThrownBy(() -> ModelGate.check(file, GateLimits.UPLOAD))
                .isInstanceOfSatisfying(
                        RejectedModel.class, e -> assertThat(e.code()).isEqualTo(Rejection.EXTERNAL_DATA));
    }

    @Test
    void aDamagedFileIsNoModel() throws Exception {
        byte[] whole = model().toByteArray();
        Path file = directory.resolve("m.onnx");
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int j = 0; j < 3 && damaged.length > 0; j++) {
                damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                OnnxModel.readMapped(file).sha256();
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("hanged");
            }
        }
    }

    @Test
    void aFailedWriteLeavesWhatWasThere() throws Exception {
        Path file = directory.resolve("m.onnx");
        Files.writeString(file, "before");
        assertThatThrownBy(() -> ModelFiles.write(file, out -> {
                    out.write(1);
                    throw new IOException("full");
                }))
                .hasMessage("full");
        assertThat(file).hasContent("before");
        assertThat(files()).containsExactly("m.onnx");
    }

    @Test
    void scratchKeepsDataAsLongAsAModelHasIt() {
        byte[] large = new byte[200_000];
        new Random(1).nextBytes(large);
        OnnxModel model;
        try (Scratch scratch = Scratch.inFile()) {
            GraphProto.Builder graph = Models.graph()
                    .addInitializer(scratch.store(Tensors.ofRaw("a", ElementType.INT8, new byte[] {1, 2, 3}, 3)))
                    .addInitializer(scratch.store(Tensors.ofRaw("b", ElementType.INT8, large.clone(), 200_000)))
                    .addInitializer(scratch.store(Tensors.ofRaw("c", ElementType.INT8, large.clone(), 200_000)));
            model = OnnxModel.of(Models.model(graph));
        }
        System.gc();
        GraphProto graph = inlined(model).getGraph();
        assertThat(graph.getInitializer(0).getRawData().toByteArray()).containsExactly(1, 2, 3);
        assertThat(graph.getInitializer(1).getRawData().toByteArray()).isEqualTo(large);
        assertThat(graph.getInitializer(2).getRawData().toByteArray()).isEqualTo(large);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static ModelProto external(Map<String, String> place, long elements) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("W")
                .setDataType(ElementType.FLOAT32.number())
                .addDims(elements)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        place.forEach((key, value) -> tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return Models.model(Models.graph(Models.node("Add", List.of("x", "W"), List.of("y")))
                .addInput(Models.value("x", elements))
                .addOutput(Models.value("y", elements))
                .addInitializer(tensor));
    }

    /** Weights of several sizes in the graph, in a body and in an attribute. */
    private static ModelProto model() {
        GraphProto.Builder body = Models.graph(Models.node("Add", List.of("x", "V"), List.of("b")))
                .addInitializer(numbers("V", 100, 200))
                .addOutput(Models.value("b", 1));
        AttributeProto.Builder constant = AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(numbers("", 20_000));
        return Models.model(Models.graph(
                        Models.node("If", List.of("c"), List.of("y"))
                                .addAttribute(Models.attribute("then_branch", body))
                                .addAttribute(Models.attribute("else_branch", Models.graph())),
                        Models.node("Constant", List.of(), List.of("k")).addAttribute(constant))
                .addInitializer(numbers("W", 200, 100))
                .addInitializer(numbers("U", 30, 40))
                .addInitializer(numbers("small", 5))
                .addInput(Models.value("x", 1)));
    }

    private static TensorProto numbers(String name, long... dims) {
        float[] values = new float[(int) Tensors.elements(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensors.ofFloats(name, values, dims);
    }
}
