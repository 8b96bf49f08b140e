package dev.assay.onnx;

import static dev.assay.onnx.Models.attribute;
import static dev.assay.onnx.Models.floats;
import static dev.assay.onnx.Models.graph;
import static dev.assay.onnx.Models.longs;
import static dev.assay.onnx.Models.model;
import static dev.assay.onnx.Models.node;
import static dev.assay.onnx.Models.product;
import static dev.assay.onnx.Models.typed;
import static dev.assay.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the gate says of files, tensors and names. */
class ModelGateTest extends GateFixture {
    @Test
    void aPlainModelPasses() {
        assertPasses(product());
    }

    @TestFactory
    Stream<DynamicTest> otherFormatsAreCalledByTheirName() {
        byte[] safetensors = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(40)
                .put("{\"weight\":{\"dtype\":\"F32\"}}".getBytes(StandardCharsets.UTF_8))
                .array();
        return Stream.of(
                        new Sample("HTML", text("<!DOCTYPE html><html><body>404</body></html>"), "web page"),
                        new Sample("HTML after blanks", text("\n  <html lang=\"en\">"), "web page"),
                        new Sample("ZIP", bytes('P', 'K', 3, 4, 20, 0, 0, 0), "ZIP archive"),
                        new Sample("pickle", bytes(0x80, 4, 0x95, 10, 0, 0), "Python pickle"),
                        new Sample("ORT", text("\0\0\0\0ORTM and more"), "ORT format"),
                        new Sample("TFLite", text("\0\0\0\0TFL3 and more"), "TensorFlow Lite"),
                        new Sample("safetensors", safetensors, "safetensors"),
                        new Sample("GGUF", text("GGUF\3\0\0\0"), "GGUF"),
                        new Sample("gzip", bytes(0x1f, 0x8b, 8, 0), "gzip"),
                        new Sample("HDF5", bytes(0x89, 'H', 'D', 'F', 13, 10), "HDF5"),
                        new Sample("Git LFS", text("version https://git-lfs.github.com/spec/v1\noid"), "Git LFS"),
                        new Sample("JSON", text("{\"model\": 1}"), "JSON"),
                        new Sample("PNG", bytes(0x89, 'P', 'N', 'G', 13, 10), "image"))
                .map(sample -> DynamicTest.dynamicTest(sample.name(), () -> {
                    RejectedModel refusal = refusal(sample.content().toByteArray());
                    assertThat(refusal.code()).isEqualTo(Rejection.NOT_ONNX);
                    assertThat(refusal).hasMessageContaining(sample.expected());
                }));
    }

    record Sample(String name, ByteString content, String expected) {
        Sample(String name, byte[] content, String expected) {
            this(name, ByteString.copyFrom(content), expected);
        }
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertThat(refusal(new byte[0]).code()).isEqualTo(Rejection.EMPTY);
    }

    @Test
    void randomBytesAreRefused() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] content = new byte[1 + random.nextInt(500)];
            random.nextBytes(content);
            assertThat(refusal(content).code()).isIn(Rejection.NOT_ONNX, Rejection.TRUNCATED, Rejection.NO_GRAPH);
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        // The graph comes before the operator set, so cutting right behind it leaves a whole message without one.
        byte[] whole = product().toByteArray();
        for (int length = 1; length < whole.length; length++) {
            RejectedModel refusal = refusal(Arrays.copyOf(whole, length));
            assertThat(refusal.code())
                    .as("the first %d of %d bytes", length, whole.length)
                    .isIn(Rejection.TRUNCATED, Rejection.NO_GRAPH, Rejection.UNSUPPORTED_VERSION);
        }
        assertThat(refusal(Arrays.copyOf(whole, whole.length / 2)))
                .hasMessageContaining("incomplete")
                .hasMessageContaining("nothing was stored");
    }

    @Test
    void aFileBeyondTheLimitIsRefusedUnread() throws IOException {
        Path file = directory.resolve("large.onnx");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {8}), GateLimits.UPLOAD.fileBytes());
        }
        RejectedModel refusal = assertThrows(RejectedModel.class, () -> ModelGate.check(file, GateLimits.UPLOAD));
        assertThat(refusal.code()).isEqualTo(Rejection.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("67108865 bytes").hasMessageContaining("67108864");
    }

    @Test
    void dataOutsideOfTheFileIsRefusedWhereverItHides() throws IOException {
        for (String location : List.of(
                "weights.bin", "../x", "sub/../../x", "/proc/self/environ", "http://x/y", "*/_ORT_MEM_ADDR_/*")) {
            TensorProto external = external(location);
            assertRefused(Rejection.EXTERNAL_DATA, model(withInitializer(external)));
        }
        TensorProto external = external("x");
        NodeProto.Builder constant =
                node("Constant", List.of(), List.of("c")).addAttribute(attribute("value", external));
        assertRefused(Rejection.EXTERNAL_DATA, model(graph(constant).addOutput(value("c", 1))));
        NodeProto.Builder list = node("Constant", List.of(), List.of("c"))
                .addAttribute(AttributeProto.newBuilder().setName("l").addTensors(external));
        assertRefused(Rejection.EXTERNAL_DATA, model(graph(list).addOutput(value("c", 1))));
        SparseTensorProto sparse = SparseTensorProto.newBuilder()
                .setValues(external)
                .setIndices(longs("i", 0))
                .addDims(4)
                .build();
        assertRefused(Rejection.EXTERNAL_DATA, model(graph().addSparseInitializer(sparse)));
        NodeProto.Builder sparseConstant = node("Constant", List.of(), List.of("c"))
                .addAttribute(
                        AttributeProto.newBuilder().setName("sparse_value").setSparseTensor(sparse));
        assertRefused(Rejection.EXTERNAL_DATA, model(graph(sparseConstant).addOutput(value("c", 1))));
        assertRefused(
                Rejection.EXTERNAL_DATA,
                model(graph(node("If", List.of("b"), List.of("y"))
                                .addAttribute(attribute("then_branch", graph().addInitializer(external))))
                        .addOutput(value("y", 1))));
        FunctionProto.Builder function =
                FunctionProto.newBuilder().setName("f").setDomain("local").addNode(constant);
        assertRefused(
                Rejection.EXTERNAL_DATA,
                product().toBuilder().addFunctions(function).build());
        FunctionProto.Builder defaults =
                FunctionProto.newBuilder().setName("f").setDomain("local").addAttributeProto(attribute("d", external));
        assertRefused(
                Rejection.EXTERNAL_DATA,
                product().toBuilder().addFunctions(defaults).build());
        TrainingInfoProto training = TrainingInfoProto.newBuilder()
                .setInitialization(graph().addInitializer(external))
                .build();
        assertRefused(
                Rejection.EXTERNAL_DATA,
                product().toBuilder().addTrainingInfo(training).build());
    }

    @Test
    void externalDataIsRecognisedByTheMarkAloneAndByTheEntriesAlone() throws IOException {
        TensorProto mark = floats("W", 4, 3).toBuilder()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build();
        assertRefused(Rejection.EXTERNAL_DATA, model(withInitializer(mark)));
        TensorProto entries = floats("W", 4, 3).toBuilder()
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue("-1"))
                .build();
        assertRefused(Rejection.EXTERNAL_DATA, model(withInitializer(entries)));
    }

    @Test
    void shapesThatContradictTheDataAreRefused() throws IOException {
        TensorProto raw = TensorProto.newBuilder()
                .setName("W")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(new byte[48]))
                .build();
        assertPasses(model(withInitializer(raw.toBuilder().addDims(4).addDims(3).build())));
        assertBadTensor(raw.toBuilder().addDims(4).addDims(4).build(), "64 bytes");
        assertBadTensor(raw.toBuilder().addDims(-4).addDims(-3).build(), "negative");
        assertBadTensor(raw.toBuilder().addDims(1L << 62).addDims(8).build(), "64 bits");
        assertBadTensor(raw.toBuilder().addDims(1L << 32).addDims(1L << 32).build(), "64 bits");
        assertBadTensor(raw.toBuilder().addDims(4).addDims(3).setDataType(99).build(), "element type 99");
        assertBadTensor(raw.toBuilder().addDims(4).addDims(3).setDataType(0).build(), "element type 0");
        assertBadTensor(raw.toBuilder().addDims(4).addDims(3).setDataType(8).build(), "strings");
        assertBadTensor(raw.toBuilder().addDims(4).addDims(3).addFloatData(1).build(), "second set");
        assertBadTensor(floats("W", 4, 3).toBuilder().addFloatData(1).build(), "holds 13");
        assertBadTensor(floats("W", 4, 3).toBuilder().addInt32Data(1).build(), "12 values");
        assertBadTensor(
                floats("W", 4, 3).toBuilder()
                        .setSegment(TensorProto.Segment.newBuilder().setBegin(0))
                        .build(),
                "segment");
        TensorProto tooLarge = TensorProto.newBuilder()
                .setName("W")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(1L << 40)
                .build();
        assertRefused(Rejection.TOO_LARGE, model(withInitializer(tooLarge)));
    }

    @Test
    void typedDataIsCountedInAllItsForms() throws IOException {
        TensorProto packed = TensorProto.newBuilder()
                .setName("i")
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(3)
                .addInt64Data(1)
                .addInt64Data(-1)
                .addInt64Data(Long.MIN_VALUE)
                .build();
        assertPasses(model(withInitializer(floats("W", 4, 3)).addInitializer(packed)));
        assertBadTensor(packed.toBuilder().addInt64Data(300).build(), "holds 4");
        TensorProto halves = TensorProto.newBuilder()
                .setName("h")
                .setDataType(TensorProto.DataType.FLOAT16_VALUE)
                .addDims(2)
                .addInt32Data(0x3c00)
                .addInt32Data(0x3c00)
                .build();
        assertPasses(model(withInitializer(floats("W", 4, 3)).addInitializer(halves)));
        TensorProto nibbles = TensorProto.newBuilder()
                .setName("n")
                .setDataType(TensorProto.DataType.INT4_VALUE)
                .addDims(3)
                .setRawData(ByteString.copyFrom(new byte[2]))
                .build();
        assertPasses(model(withInitializer(floats("W", 4, 3)).addInitializer(nibbles)));
        TensorProto strings = TensorProto.newBuilder()
                .setName("s")
                .setDataType(TensorProto.DataType.STRING_VALUE)
                .addDims(1)
                .addStringData(ByteString.copyFromUtf8("ü"))
                .build();
        assertPasses(model(withInitializer(floats("W", 4, 3)).addInitializer(strings)));
    }

    @Test
    void namesMustBeSafeToShow() throws IOException {
        for (String name : List.of("a\0b", "a\nb", "a\u001b[31m", "a\u202eb", "a\u2028b", "x".repeat(257))) {
            RejectedModel refusal = assertRefused(
                    Rejection.BAD_NAME,
                    model(graph(node("Relu", List.of(name), List.of("y")))
                            .addInput(value(name, 1))
                            .addOutput(value("y", 1))));
            assertThat(refusal.getMessage()).doesNotContain(name);
        }
        assertRefused(
                Rejection.BAD_NAME,
                model(product().getGraph().toBuilder().setInput(0, value("x".repeat(1 << 20), 1, 4))));
        ValueInfoProto broken = ValueInfoProto.newBuilder()
                .setNameBytes(ByteString.copyFrom(new byte[] {'x', (byte) 0xff}))
                .build();
        assertRefused(Rejection.BAD_NAME, model(product().getGraph().toBuilder().addInput(broken)));
        assertRefused(
                Rejection.BAD_NAME,
                product().toBuilder().setProducerName("a\rb").build());
        // Harmless in a file; whoever shows it must escape it.
        assertPasses(model(graph(node("Relu", List.of("<script>"), List.of("größe/✓")))
                .addInput(value("<script>", 1))
                .addOutput(value("größe/✓", 1))));
    }

    @Test
    void declaredShapesMustMakeSense() throws IOException {
        assertRefused(
                Rejection.BAD_TENSOR, model(product().getGraph().toBuilder().setInput(0, value("x", -2, 4))));
        assertRefused(
                Rejection.BAD_TENSOR,
                model(product().getGraph().toBuilder().setInput(0, value("x", 1L << 62, 1L << 62))));
        assertRefused(
                Rejection.BAD_TENSOR, model(product().getGraph().toBuilder().setInput(0, typed("x", 77, 1, 4))));
        assertPasses(model(product().getGraph().toBuilder().setInput(0, value("x", "batch", 4))));
        assertPasses(model(product().getGraph().toBuilder().setInput(0, value("x", 0, 4))));
        // Paddle's exporter writes dynamic dimensions like this.
        assertPasses(model(product().getGraph().toBuilder().setInput(0, value("x", -1, 4))));
    }

    @Test
    void aSecondGraphOrValueThatParsersWouldMergeIsRefused() throws IOException {
        byte[] once = product().toByteArray();
        byte[] again = ModelProto.newBuilder().setGraph(graph()).build().toByteArray();
        byte[] both = Arrays.copyOf(once, once.length + again.length);
        System.arraycopy(again, 0, both, once.length, again.length);
        assertThat(refusal(both).code()).isEqualTo(Rejection.NOT_ONNX);
    }

    @Test
    void everyRefusalIsOneSentenceThatSaysWhatToDo() throws IOException {
        for (byte[] content : List.of(
                new byte[0],
                text("<html>"),
                ModelGateGraphTest.nestedGraphs(50),
                ModelGateGraphTest.bomb(20).toByteArray())) {
            assertThat(refusal(content).getMessage())
                    .contains("; nothing was stored, ")
                    .endsWith(".")
                    .doesNotContain("\n");
        }
    }

    private static TensorProto external(String location) {
        return TensorProto.newBuilder()
                .setName("W")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(4)
                .addDims(3)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }

    private static GraphProto.Builder withInitializer(TensorProto weights) {
        return product().getGraph().toBuilder().clearInitializer().addInitializer(weights);
    }

    private void assertBadTensor(TensorProto tensor, String message) throws IOException {
        assertThat(assertRefused(Rejection.BAD_TENSOR, model(withInitializer(tensor))))
                .hasMessageContaining(message);
    }
}
