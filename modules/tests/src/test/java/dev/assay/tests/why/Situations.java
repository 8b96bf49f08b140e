package dev.assay.tests.why;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Models that bring a situation about, with weights from a seed. */
final class Situations {
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final int FLOAT16 = TensorProto.DataType.FLOAT16_VALUE;
    private static final int INT64 = TensorProto.DataType.INT64_VALUE;
    private static final int INT8 = TensorProto.DataType.INT8_VALUE;
    private static final int UINT8 = TensorProto.DataType.UINT8_VALUE;
    private static final int INT32 = TensorProto.DataType.INT32_VALUE;

    private Situations() {}

    /** Products {@code width x width} in a row, a Softmax after each. */
    static ModelProto products(int layers, int rows, int width) {
        GraphProto.Builder graph = graph("x", FLOAT, rows, width);
        String last = "x";
        for (int i = 0; i < layers; i++) {
            graph.addInitializer(gaussian("w" + i, i, width, width));
            graph.addNode(node("MatMul", "p" + i, last, "w" + i));
            graph.addNode(node("Softmax", "s" + i, "p" + i));
            last = "s" + i;
        }
        return model(graph.addOutput(value(last, FLOAT, rows, width)));
    }

    /** The same in half precision, with inputs and outputs as they were. */
    static ModelProto halfProducts(int layers, int rows, int width) {
        GraphProto.Builder graph = graph("x", FLOAT, rows, width).addNode(cast("h", "x", FLOAT16));
        String last = "h";
        for (int i = 0; i < layers; i++) {
            SplittableRandom random = new SplittableRandom(i);
            ByteBuffer half = ByteBuffer.allocate(width * width * 2).order(ByteOrder.LITTLE_ENDIAN);
            while (half.hasRemaining()) {
                half.putShort(Float.floatToFloat16((float) random.nextGaussian() / 16));
            }
            graph.addInitializer(tensor("w" + i, FLOAT16, half.array(), width, width));
            graph.addNode(node("MatMul", "p" + i, last, "w" + i));
            graph.addNode(node("Softmax", "s" + i, "p" + i));
            last = "s" + i;
        }
        return model(graph.addNode(cast("y", last, FLOAT)).addOutput(value("y", FLOAT, rows, width)));
    }

    /** One product whose weights have a column that is hundreds of times larger than the others. */
    static ModelProto outlier(int width) {
        float[] weights = new float[width * width];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() * (i % width == 0 ? 300 : 1);
        }
        // The large column is divided away behind the product, so that all outputs count alike.
        float[] scale = new float[width];
        for (int i = 0; i < width; i++) {
            scale[i] = i == 0 ? 1f / 300 : 1;
        }
        return model(graph("x", FLOAT, 8, width)
                .addInitializer(floats("w", weights, width, width))
                .addInitializer(floats("scale", scale, width))
                .addNode(node("MatMul", "p", "x", "w"))
                .addNode(node("Mul", "y", "p", "scale"))
                .addOutput(value("y", FLOAT, 8, width)));
    }

    /** Rounds and unrounds in front of an operator that has no quantized kernel. */
    static ModelProto roundedErf(int layers, int size) {
        GraphProto.Builder graph = graph("x", FLOAT, size, size)
                .addInitializer(floats("scale", new float[] {0.02f}))
                .addInitializer(bytes("zero", UINT8, new byte[] {100}));
        String last = "x";
        for (int i = 0; i < layers; i++) {
            graph.addNode(node("QuantizeLinear", "q" + i, last, "scale", "zero"))
                    .addNode(node("DequantizeLinear", "d" + i, "q" + i, "scale", "zero"))
                    .addNode(node("Erf", "e" + i, "d" + i));
            last = "e" + i;
        }
        return model(graph.addOutput(value(last, FLOAT, size, size)));
    }

    /** What dynamic int8 makes of a convolution. */
    static ModelProto integerConvolution() {
        byte[] weights = new byte[8 * 8 * 9];
        new Random(2).nextBytes(weights);
        return model(graph("x", FLOAT, 1, 8, 32, 32)
                .addInitializer(bytes("w", UINT8, weights, 8, 8, 3, 3))
                .addInitializer(bytes("wz", UINT8, new byte[] {(byte) 128}))
                .addInitializer(floats("ws", new float[] {0.01f}))
                .addNode(node("DynamicQuantizeLinear", "xq", "x").toBuilder()
                        .addOutput("xs")
                        .addOutput("xz")
                        .build())
                .addNode(node("ConvInteger", "c", "xq", "w", "xz", "wz"))
                .addNode(cast("f", "c", FLOAT))
                .addNode(node("Mul", "s", "xs", "ws"))
                .addNode(node("Mul", "y", "f", "s"))
                .addOutput(value("y", FLOAT, 1, 8, 30, 30)));
    }

    /** An integer product whose integers are asked for, so that scaling cannot be fused into it. */
    static ModelProto bareIntegerProduct(int width) {
        byte[] weights = new byte[width * width];
        new Random(3).nextBytes(weights);
        return model(graph("x", FLOAT, 16, width)
                .addInitializer(bytes("w", INT8, weights, width, width))
                .addNode(node("DynamicQuantizeLinear", "xq", "x").toBuilder()
                        .addOutput("xs")
                        .addOutput("xz")
                        .build())
                .addNode(node("MatMulInteger", "y", "xq", "w", "xz"))
                .addOutput(value("y", INT32, 16, width)));
    }

    /** A table that is far larger than the product behind it. */
    static ModelProto embedding(int rows, int width) {
        return model(graph("ids", INT64, 1, 16)
                .addInitializer(gaussian("table", 4, rows, width))
                .addInitializer(gaussian("w", 5, width, width))
                .addNode(node("Gather", "g", "table", "ids"))
                .addNode(node("MatMul", "y", "g", "w"))
                .addOutput(value("y", FLOAT, 1, 16, width)));
    }

    private static GraphProto.Builder graph(String input, int type, long... shape) {
        return GraphProto.newBuilder().setName("situation").addInput(value(input, type, shape));
    }

    private static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private static NodeProto node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName("/" + op + "/" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static NodeProto cast(String output, String input, int type) {
        return node("Cast", output, input).toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type))
                .build();
    }

    private static ValueInfoProto value(String name, int type, long... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type);
        for (long size : shape) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorProto gaussian(String name, long seed, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 16;
        }
        return floats(name, values, rows, columns);
    }

    private static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, raw.array(), shape);
    }

    private static TensorProto bytes(String name, int type, byte[] values, long... shape) {
        return tensor(name, type, values, shape);
    }

    private static TensorProto tensor(String name, int type, byte[] raw, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type).setRawData(ByteString.copyFrom(raw));
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor.build();
    }
}
