package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads the native runtime. */
class ModelSessionIT {
    private static final Map<DataType, ElementType> TYPES = new LinkedHashMap<>(Map.of(
            DataType.FLOAT, ElementType.FLOAT,
            DataType.DOUBLE, ElementType.DOUBLE,
            DataType.FLOAT16, ElementType.FLOAT16,
            DataType.INT8, ElementType.INT8,
            DataType.INT16, ElementType.INT16,
            DataType.INT32, ElementType.INT32,
            DataType.INT64, ElementType.INT64,
            DataType.UINT8, ElementType.UINT8,
            DataType.BOOL, ElementType.BOOL));

    @TempDir
    static Path directory;

    @BeforeAll
    static void natives() throws Exception {
        System.setProperty(
                Natives.PROPERTY, Natives.extract(directory.resolve("natives")).toString());
    }

    private static ValueInfoProto value(String name, DataType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("n")))))
                .build();
    }

    private static NodeProto node(String op, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static Path model(GraphProto.Builder graph) throws Exception {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph.setName("test"))
                .build();
        return Files.write(Files.createTempFile(directory, "model", ".onnx"), model.toByteArray());
    }

    @Test
    void everyTypeGoesInAndComesOutUnchangedAsManyOutputs() throws Exception {
        GraphProto.Builder graph = GraphProto.newBuilder();
        TYPES.keySet()
                .forEach(type -> graph.addInput(value("in_" + type, type))
                        .addOutput(value("out_" + type, type))
                        .addNode(node("Identity", "in_" + type, "out_" + type)));
        try (ModelSession session = ModelSession.open(model(graph), SessionSettings.of(1))) {
            assertThat(session.inputs().get(0).dimensions()).containsExactly("n");
            assertThat(session.inputs().get(0).shape()).containsExactly(-1L);
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            TYPES.forEach((name, type) -> {
                Tensor tensor = Tensor.zeros(type, List.of(3L));
                for (int i = 0; i < tensor.data().limit(); i++) {
                    tensor.data().put(i, (byte) (i % 2));
                }
                inputs.put("in_" + name, tensor);
            });
            try (ModelSession.Feed feed = session.feed(inputs)) {
                List<Tensor> outputs = session.run(feed);
                assertThat(outputs).hasSize(TYPES.size());
                for (int i = 0; i < outputs.size(); i++) {
                    String name = session.outputs().get(i).name().replace("out_", "in_");
                    assertThat(outputs.get(i)).isEqualTo(inputs.get(name));
                }
                try (ModelSession.Pinned pinned =
                        session.pin(outputs.stream().map(Tensor::shape).toList())) {
                    session.run(feed, pinned);
                    assertThat(pinned.tensors()).isEqualTo(outputs);
                }
            }
        }
    }

    @Test
    void pinnedOutputsFollowTheInputBuffer() throws Exception {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", DataType.FLOAT))
                .addOutput(value("y", DataType.FLOAT))
                .addNode(node("Neg", "x", "y"));
        try (ModelSession session = ModelSession.open(model(graph), SessionSettings.of(1))) {
            Tensor x = Tensor.zeros(ElementType.FLOAT, List.of(2L));
            try (ModelSession.Feed feed = session.feed(Map.of("x", x));
                    ModelSession.Pinned pinned = session.pin(List.of(List.of(2L)))) {
                x.data().putFloat(0, 4);
                session.run(feed, pinned);
                assertThat(pinned.tensors().get(0).toFloats()).containsExactly(-4f, -0f);
                x.data().putFloat(0, 5);
                session.run(feed, pinned);
                assertThat(pinned.tensors().get(0).toFloats()).containsExactly(-5f, -0f);
            }
        }
    }

    @Test
    void theOptimisedGraphCanBeWritten() throws Exception {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", DataType.FLOAT))
                .addOutput(value("y", DataType.FLOAT))
                .addNode(node("Identity", "x", "h"))
                .addNode(node("Neg", "h", "y"));
        Path dump = directory.resolve("optimised.onnx");
        ModelSession.open(model(graph), new SessionSettings(1, false, dump)).close();
        ModelProto optimised = ModelProto.parseFrom(Files.readAllBytes(dump));
        assertThat(optimised.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Neg");
    }

    @Test
    void stringsAndBrokenFilesAreRefusedWithASentence() throws Exception {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("words", DataType.STRING))
                .addOutput(value("y", DataType.STRING))
                .addNode(node("Identity", "words", "y"));
        Path strings = model(graph);
        assertThatThrownBy(() -> ModelSession.open(strings, SessionSettings.of(1)))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("words")
                .hasMessageContaining("string");
        Path broken = Files.writeString(directory.resolve("broken.onnx"), "<html>");
        assertThatThrownBy(() -> ModelSession.open(broken, SessionSettings.of(1)))
                .isInstanceOf(InferenceException.class);
    }
}
