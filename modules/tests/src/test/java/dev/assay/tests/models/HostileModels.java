package dev.assay.tests.models;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** ONNX files that somebody might send: one harmless, the others not. Each takes {@code x} and gives {@code y}, float[1]. */
public final class HostileModels {
    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int INT64 = TensorProto.DataType.INT64.getNumber();

    private HostileModels() {}

    /** y = x + value; a different value is a different file. */
    public static byte[] harmless(float value) {
        return model(graph().addInitializer(floats("c", value)).addNode(node("Add", "y", "x", "c")));
    }

    /** INT64_MIN / -1: the processor traps and the whole process dies. */
    public static byte[] dividesByMinusOne() {
        return model(graph().addInitializer(longs("a", Long.MIN_VALUE))
                .addInitializer(longs("b", -1))
                .addNode(node("Div", "q", "a", "b"))
                .addNode(node("Cast", "f", "q").toBuilder().addAttribute(integer("to", FLOAT)))
                .addNode(node("Add", "y", "x", "f")));
    }

    /** Asks for a tensor of 20 thousand million floats. */
    public static byte[] allocatesEightyGigabytes() {
        return model(graph().addInitializer(longs("shape", 20_000_000_000L))
                .addNode(node("ConstantOfShape", "big", "shape"))
                .addNode(node("ReduceMax", "m", "big").toBuilder().addAttribute(integer("keepdims", 1)))
                .addNode(node("Add", "y", "x", "m")));
    }

    /** A chain of constant matrix products: the runtime works them out while it loads the file, for many minutes. */
    public static byte[] hangsWhileLoading() {
        GraphProto.Builder graph = graph().addInitializer(longs("shape", 3000, 3000))
                .addNode(node("ConstantOfShape", "m0", "shape").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("value")
                                .setType(AttributeProto.AttributeType.TENSOR)
                                .setT(floats("", 0.001f))));
        int products = 2_000;
        for (int i = 1; i <= products; i++) {
            graph.addNode(node("MatMul", "m" + i, "m" + (i - 1), "m0"));
        }
        return model(graph.addNode(
                        node("ReduceMax", "top", "m" + products).toBuilder().addAttribute(integer("keepdims", 0)))
                .addNode(node("Add", "y", "x", "top")));
    }

    /** Its weights are said to lie in another file. */
    public static byte[] readsAnotherFile() {
        TensorProto outside = TensorProto.newBuilder()
                .setName("c")
                .addDims(1)
                .setDataType(FLOAT)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/hostname"))
                .build();
        return model(graph().addInitializer(outside).addNode(node("Add", "y", "x", "c")));
    }

    public static byte[] usesAnUnknownOperator() {
        return model(graph().addNode(node("Frobnicate", "y", "x")));
    }

    /** Two local functions that call each other. */
    public static byte[] recursesForever() {
        return header().addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .addFunctions(function("Ping", "Pong"))
                .addFunctions(function("Pong", "Ping"))
                .setGraph(graph().addNode(node("Ping", "y", "x").toBuilder().setDomain("own")))
                .build()
                .toByteArray();
    }

    /** A name with a line break and a terminal escape in it. */
    public static byte[] namesALineBreak() {
        return model(graph().addInitializer(floats("c", 1))
                .addNode(node("Add", "y", "x", "c").toBuilder().setName("ok\n[2Jlevel=ERROR forged")));
    }

    /** Valid, but its one tensor has more bytes than an upload may have. */
    public static byte[] tooLarge(int bytes) {
        TensorProto heavy = TensorProto.newBuilder()
                .setName("c")
                .addDims(bytes / 4)
                .setDataType(FLOAT)
                .setRawData(ByteString.copyFrom(new byte[bytes / 4 * 4]))
                .build();
        return model(graph().addInitializer(heavy)
                .addNode(node("ReduceMax", "m", "c").toBuilder().addAttribute(integer("keepdims", 1)))
                .addNode(node("Add", "y", "x", "m")));
    }

    private static FunctionProto function(String name, String callee) {
        return FunctionProto.newBuilder()
                .setName(name)
                .setDomain("own")
                .addInput("a")
                .addOutput("b")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .addNode(node(callee, "b", "a").toBuilder().setDomain("own"))
                .build();
    }

    private static ModelProto.Builder header() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("fault-tests")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17));
    }

    private static byte[] model(GraphProto.Builder graph) {
        return header().setGraph(graph).build().toByteArray();
    }

    private static GraphProto.Builder graph() {
        return GraphProto.newBuilder().setName("g").addInput(value("x")).addOutput(value("y"));
    }

    private static ValueInfoProto value(String name) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "_" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static TensorProto floats(String name, float value) {
        return TensorProto.newBuilder()
                .setName(name)
                .addDims(1)
                .setDataType(FLOAT)
                .addFloatData(value)
                .build();
    }

    private static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).addDims(values.length).setDataType(INT64);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }
}
