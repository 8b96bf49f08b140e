package dev.assay.worker.probes;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Writes one graph node by node. Every value gets the next number as its name, so the same calls give the same bytes. */
final class GraphPen {
    private static final int OPSET = 17;
    private static final int FORMAT = 8;

    private final GraphProto.Builder graph;
    private final SplittableRandom random;
    private int values;

    GraphPen(String name) {
        graph = GraphProto.newBuilder().setName(name);
        random = new SplittableRandom(name.hashCode());
    }

    String input(long... dims) {
        graph.addInput(value("x", TensorProto.DataType.FLOAT_VALUE, dims));
        return "x";
    }

    /** A node with one output, whose name is returned. */
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        String output = "v" + values++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(op)
                .setName(op + "_" + output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    /** A node with one input. */
    String node(String op, String input, AttributeProto... attributes) {
        return node(op, List.of(input), attributes);
    }

    /** Weights between -limit and limit, where limit keeps the size of what they are multiplied with. */
    String weights(int fanIn, long... dims) {
        int count = Math.toIntExact(Tensors.elements(dims));
        double limit = Math.sqrt(3.0 / fanIn);
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat((float) (limit * (2 * random.nextDouble() - 1)));
        }
        String name = "w" + values++;
        graph.addInitializer(Tensors.ofRaw(name, ElementType.FLOAT32, bytes.array(), dims));
        return name;
    }

    String constant(float value) {
        String name = "c" + values++;
        graph.addInitializer(Tensors.ofFloats(name, new float[] {value}));
        return name;
    }

    String byteZero() {
        String name = "z" + values++;
        graph.addInitializer(Tensors.ofRaw(name, ElementType.UINT8, new byte[1]));
        return name;
    }

    String shape(long... dims) {
        String name = "s" + values++;
        graph.addInitializer(Tensors.ofLongs(name, dims, dims.length));
        return name;
    }

    OnnxModel done(String output, long... dims) {
        return done(value(output, TensorProto.DataType.FLOAT_VALUE, dims));
    }

    OnnxModel doneInBytes(String output, long... dims) {
        return done(value(output, TensorProto.DataType.UINT8_VALUE, dims));
    }

    private OnnxModel done(ValueInfoProto output) {
        graph.addOutput(output);
        return OnnxModel.of(ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("assay")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build());
    }

    private static ValueInfoProto value(String name, int type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    static AttributeProto number(String name, long value) {
        return Attributes.integer(name, value);
    }

    static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }
}
