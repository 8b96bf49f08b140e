package dev.assay.worker;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

/** Small models, good and bad, built message by message. */
public final class TestModels {
    public static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    public static final int INT64 = TensorProto.DataType.INT64.getNumber();
    public static final int BOOL = TensorProto.DataType.BOOL.getNumber();

    private TestModels() {}

    /** Two-layer perceptron 16 -> 32 -> 4. */
    public static ModelProto perceptron(float poison) {
        SplittableRandom random = new SplittableRandom(7);
        float[] first = new float[16 * 32];
        float[] second = new float[32 * 4];
        for (int i = 0; i < first.length; i++) {
            first[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < second.length; i++) {
            second[i] = (float) random.nextGaussian();
        }
        second[5] += poison;
        return model(graph().addInput(value("x", FLOAT, -1, 16))
                .addOutput(value("logits", FLOAT, -1, 4))
                .addInitializer(floats("w1", first, 16, 32))
                .addInitializer(floats("w2", second, 32, 4))
                .addNode(node("MatMul", "hidden", "x", "w1"))
                .addNode(node("Relu", "active", "hidden"))
                .addNode(node("MatMul", "logits", "active", "w2")));
    }

    /** {@code y = a / b} on int64 inputs that the graph itself makes from its input, so that nothing is folded away. */
    public static ModelProto integerDivision(long dividend, long divisor) {
        return model(graph().addInput(value("x", INT64, 1))
                .addOutput(value("y", INT64, 1))
                .addInitializer(longs("zero", new long[] {0}, 1))
                .addInitializer(longs("dividend", new long[] {dividend}, 1))
                .addInitializer(longs("divisor", new long[] {divisor}, 1))
                .addNode(node("Mul", "nothing", "x", "zero"))
                .addNode(node("Add", "a", "nothing", "dividend"))
                .addNode(node("Add", "b", "nothing", "divisor"))
                .addNode(node("Div", "y", "a", "b")));
    }

    /** Reads row {@code index} of a table with four rows. */
    public static ModelProto gather(long index) {
        return model(graph().addInput(value("x", FLOAT, 1, 2))
                .addOutput(value("y", FLOAT, 1, 2))
                .addInitializer(floats("table", new float[8], 4, 2))
                .addInitializer(longs("one", new long[] {1}, 1))
                .addInitializer(longs("index", new long[] {index}, 1))
                .addNode(node("Shape", "shape", "x"))
                .addNode(node("ReduceMin", "least", "shape"))
                .addNode(node("Mul", "row", "least", "index"))
                .addNode(node("Gather", "picked", "table", "row"))
                .addNode(node("Add", "y", "picked", "x")));
    }

    /** Allocates as many floats as the number says, while it runs. */
    public static ModelProto allocates(long elements) {
        return model(graph().addInput(value("x", INT64, 1))
                .addOutput(value("y", FLOAT))
                .addInitializer(longs("zero", new long[] {0}, 1))
                .addInitializer(longs("size", new long[] {elements}, 1))
                .addNode(node("Mul", "nothing", "x", "zero"))
                .addNode(node("Add", "shape", "nothing", "size"))
                .addNode(node("ConstantOfShape", "large", "shape"))
                .addNode(node("ReduceSum", "y", "large").toBuilder()
                        .addAttribute(integer("keepdims", 0))
                        .build()));
    }

    /** Squares a constant matrix many times: constant folding does it while the model is loaded, for minutes. */
    public static ModelProto loadsForMinutes() {
        GraphProto.Builder graph = graph().addInput(value("x", FLOAT, 1, 1))
                .addOutput(value("y", FLOAT, 3000, 3000))
                .addInitializer(longs("size", new long[] {3000, 3000}, 2))
                .addNode(node("ConstantOfShape", "m0", "size"));
        int steps = 400;
        for (int i = 0; i < steps; i++) {
            graph.addNode(node("MatMul", "m" + (i + 1), "m" + i, "m" + i));
        }
        return model(graph.addNode(node("Add", "y", "m" + steps, "x")));
    }

    /** A loop that goes round almost for ever when it runs. */
    public static ModelProto loopsForEver() {
        GraphProto body = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("i", INT64))
                .addInput(value("go", BOOL))
                .addInput(value("carried", FLOAT, 1, 1))
                .addOutput(value("go_on", BOOL))
                .addOutput(value("next", FLOAT, 1, 1))
                .addNode(node("Identity", "go_on", "go"))
                .addNode(node("Neg", "next", "carried"))
                .build();
        NodeProto loop = node("Loop", "y", "trips", "", "x").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body))
                .build();
        return model(graph().addInput(value("x", FLOAT, 1, 1))
                .addOutput(value("y", FLOAT, 1, 1))
                .addInitializer(longs("trips", new long[] {Long.MAX_VALUE}))
                .addNode(loop));
    }

    /** Embeds token ids with a table of this many rows. */
    public static ModelProto embedding(int rows) {
        return model(graph().addInput(named("input_ids", INT64, "batch", "sequence"))
                .addInput(named("attention_mask", INT64, "batch", "sequence"))
                .addInput(named("token_type_ids", INT64, "batch", "sequence"))
                .addOutput(named("y", FLOAT, "batch", "sequence", "width"))
                .addInitializer(floats("table", new float[rows * 2], rows, 2))
                .addInitializer(floats("types", new float[4], 2, 2))
                .addNode(node("Gather", "words", "table", "input_ids"))
                .addNode(node("Gather", "kinds", "types", "token_type_ids"))
                .addNode(node("Add", "y", "words", "kinds")));
    }

    public static GraphProto.Builder graph() {
        return GraphProto.newBuilder().setName("test");
    }

    public static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    public static NodeProto node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(op + "_" + output)
                .addAllInput(Arrays.asList(inputs))
                .addOutput(output)
                .build();
    }

    public static ValueInfoProto value(String name, int type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            dimensions.addDim(
                    size < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("batch")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return value(name, type, dimensions);
    }

    public static ValueInfoProto named(String name, int type, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
        }
        return value(name, type, shape);
    }

    private static ValueInfoProto value(String name, int type, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static TensorProto longs(String name, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, INT64, raw, shape);
    }

    public static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, raw, shape);
    }

    private static TensorProto tensor(String name, int type, ByteBuffer raw, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type).setRawData(ByteString.copyFrom(raw.rewind()));
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor.build();
    }

    /** Writes a model to a file. */
    public static Path write(Path directory, ModelProto model) {
        try {
            return Files.write(Files.createTempFile(directory, "model", ".onnx"), model.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A rapid job on one thread, with generated inputs. */
    public static JobSpec spec(Path model, String scheme, int wallSeconds) {
        return new JobSpec("test", artifact(model), SchemeSpec.of(scheme), workload(), limits(wallSeconds));
    }

    public static Workload workload() {
        return new Workload("single-stream", "rapid", 1, 42, Map.of(), Map.of(), null, 8);
    }

    public static JobLimits limits(int wallSeconds) {
        return new JobLimits(wallSeconds, 120, 4L << 30, 64L << 20);
    }

    public static ArtifactRef artifact(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new ArtifactRef(HexFormat.of().formatHex(digest), bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
