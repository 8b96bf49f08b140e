package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Small models for tests. */
public final class Models {
    private Models() {}

    /** {@code y = x W}, with {@code W} of 4 x 3. */
    public static ModelProto product() {
        return model(graph(node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(value("x", 1, 4))
                .addOutput(value("y", 1, 3))
                .addInitializer(floats("W", 4, 3)));
    }

    public static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("assay-test")
                .setGraph(graph)
                .addOpsetImport(opset("", 17))
                .build();
    }

    public static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    public static GraphProto.Builder graph(NodeProto.Builder... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return graph;
    }

    public static NodeProto.Builder node(String op, List<String> inputs, List<String> outputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(op + "_" + String.join("_", outputs))
                .addAllInput(inputs)
                .addAllOutput(outputs);
    }

    /** A float32 value; a {@code String} dimension is a name, a number a size. */
    public static ValueInfoProto value(String name, Object... dims) {
        return typed(name, TensorProto.DataType.FLOAT_VALUE, dims);
    }

    public static ValueInfoProto typed(String name, int type, Object... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            if (dim instanceof String parameter) {
                shape.addDimBuilder().setDimParam(parameter);
            } else {
                shape.addDimBuilder().setDimValue(((Number) dim).longValue());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    /** A float32 tensor of small distinct numbers. */
    public static TensorProto floats(String name, long... dims) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
        long elements = 1;
        for (long dim : dims) {
            tensor.addDims(dim);
            elements *= dim;
        }
        for (int i = 0; i < elements; i++) {
            tensor.addFloatData((i % 17 - 8) / 8f);
        }
        return tensor.build();
    }

    public static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    public static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public static AttributeProto attribute(String name, GraphProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }

    /** A function {@code y = op(op(x))} of two nodes. */
    public static FunctionProto.Builder twice(String name, String op, String opDomain) {
        return FunctionProto.newBuilder()
                .setName(name)
                .setDomain("local")
                .addInput("x")
                .addOutput("y")
                .addOpsetImport(opset("", 17))
                .addNode(node(op, List.of("x"), List.of("m")).setDomain(opDomain))
                .addNode(node(op, List.of("m"), List.of("y")).setDomain(opDomain));
    }
}
