package dev.assay.quantization;

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
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Small graphs to quantize, each with a float input {@code x}. */
final class Graphs {
    private Graphs() {}

    static OnnxModel model(GraphProto.Builder graph) {
        return model(graph, 17, 8);
    }

    static OnnxModel model(GraphProto.Builder graph, long opset, long ir) {
        return OnnxModel.of(ModelProto.newBuilder()
                .setIrVersion(ir)
                .setGraph(graph.setName("g"))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .build());
    }

    static NodeProto.Builder node(String op, List<String> inputs, List<String> outputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(op.toLowerCase(Locale.ROOT) + "_" + outputs.getFirst())
                .addAllInput(inputs)
                .addAllOutput(outputs);
    }

    static ValueInfoProto value(String name, int type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDimBuilder().setDimValue(dim);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    static ValueInfoProto floats(String name, long... dims) {
        return value(name, TensorProto.DataType.FLOAT_VALUE, dims);
    }

    /** Normal random weights that depend on the name alone. */
    static TensorProto weights(String name, long... dims) {
        Random random = new Random(name.hashCode());
        float[] values = new float[(int) Tensors.elements(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.ofFloats(name, values, dims);
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    static AttributeProto body(String name, GraphProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value.setName(name))
                .build();
    }

    static GraphProto.Builder graph(NodeProto.Builder... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder();
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return graph;
    }

    /** {@code y = relu(x W1) W2 + x W3}, the first and the last sharing their activation. */
    static GraphProto.Builder twoLayers() {
        return graph(
                        node("MatMul", List.of("x", "W1"), List.of("a")),
                        node("Relu", List.of("a"), List.of("r")),
                        node("MatMul", List.of("r", "W2"), List.of("b")),
                        node("MatMul", List.of("x", "W3"), List.of("c")),
                        node("Add", List.of("b", "c"), List.of("y")))
                .addInput(floats("x", 4, 32))
                .addOutput(floats("y", 4, 16))
                .addInitializer(weights("W1", 32, 48))
                .addInitializer(weights("W2", 48, 16))
                .addInitializer(weights("W3", 32, 16));
    }

    static GraphProto.Builder gemm(AttributeProto... attributes) {
        boolean transB = List.of(attributes).contains(integer("transB", 1));
        NodeProto.Builder node = node("Gemm", List.of("x", "W", "C"), List.of("y"));
        for (AttributeProto attribute : attributes) {
            node.addAttribute(attribute);
        }
        return graph(node)
                .addInput(floats("x", 4, 32))
                .addOutput(floats("y", 4, 16))
                .addInitializer(transB ? weights("W", 16, 32) : weights("W", 32, 16))
                .addInitializer(weights("C", 16));
    }

    /** {@code y = condition ? x W : relu(x W) V}, {@code W} outside of the bodies and {@code V} inside of one. */
    static GraphProto.Builder branches(boolean condition) {
        TensorProto flag = TensorProto.newBuilder()
                .setName("flag")
                .setDataType(TensorProto.DataType.BOOL_VALUE)
                .addInt32Data(condition ? 1 : 0)
                .build();
        GraphProto.Builder yes =
                graph(node("MatMul", List.of("x", "W"), List.of("t"))).addOutput(floats("t", 4, 32));
        GraphProto.Builder no = graph(
                        node("MatMul", List.of("x", "W"), List.of("u")),
                        node("Relu", List.of("u"), List.of("v")),
                        node("MatMul", List.of("v", "V"), List.of("e")))
                .addOutput(floats("e", 4, 32))
                .addInitializer(weights("V", 32, 32));
        return graph(node("If", List.of("flag"), List.of("y"))
                        .addAttribute(body("then_branch", yes))
                        .addAttribute(body("else_branch", no)))
                .addInput(floats("x", 4, 32))
                .addOutput(floats("y", 4, 32))
                .addInitializer(flag)
                .addInitializer(weights("W", 32, 32));
    }

    /** Three turns of {@code x = x W / 8} in a {@code Loop}. */
    static GraphProto.Builder loop() {
        GraphProto.Builder turn = graph(
                        node("MatMul", List.of("state", "W"), List.of("p")),
                        node("Mul", List.of("p", "eighth"), List.of("next")),
                        node("Identity", List.of("go"), List.of("go_on")))
                .addInput(value("turn", TensorProto.DataType.INT64_VALUE))
                .addInput(value("go", TensorProto.DataType.BOOL_VALUE))
                .addInput(floats("state", 4, 32))
                .addOutput(value("go_on", TensorProto.DataType.BOOL_VALUE))
                .addOutput(floats("next", 4, 32));
        TensorProto always = TensorProto.newBuilder()
                .setName("always")
                .setDataType(TensorProto.DataType.BOOL_VALUE)
                .addInt32Data(1)
                .build();
        return graph(node("Loop", List.of("three", "always", "x"), List.of("y")).addAttribute(body("body", turn)))
                .addInput(floats("x", 4, 32))
                .addOutput(floats("y", 4, 32))
                .addInitializer(weights("W", 32, 32))
                .addInitializer(Tensors.ofLongs("three", new long[] {3}))
                .addInitializer(always)
                .addInitializer(Tensors.ofFloats("eighth", new float[] {0.125f}));
    }

    /**
     * Bodies within bodies: a {@code Loop} whose turn is an {@code If}. Weights are shared across bodies, hidden by others of
     * the same name, transposed and scaled, and looked up in.
     */
    static GraphProto.Builder nested() {
        GraphProto.Builder yes = graph(
                        node("MatMul", List.of("state", "W"), List.of("p")),
                        node("MatMul", List.of("p", "V"), List.of("q")),
                        node("Gemm", List.of("q", "G"), List.of("t"))
                                .addAttribute(integer("transB", 1))
                                .addAttribute(real("alpha", 0.125f)))
                .addInitializer(weights("V", 32, 24))
                .addInitializer(weights("G", 32, 24))
                .addOutput(floats("t", 4, 32));
        GraphProto.Builder no = graph(
                        node("Gather", List.of("T", "turn"), List.of("row")),
                        node("MatMul", List.of("state", "V"), List.of("u")),
                        node("Add", List.of("u", "row"), List.of("s")),
                        node("MatMul", List.of("s", "W"), List.of("e")))
                .addInitializer(weights("V", 32, 32).toBuilder()
                        .setRawData(weights("another V", 32, 32).getRawData())
                        .build())
                .addOutput(floats("e", 4, 32));
        GraphProto.Builder turn = graph(
                        node("Equal", List.of("turn", "one"), List.of("first")),
                        node("If", List.of("first"), List.of("r"))
                                .addAttribute(body("then_branch", yes))
                                .addAttribute(body("else_branch", no)),
                        node("Mul", List.of("r", "eighth"), List.of("next")),
                        node("Identity", List.of("go"), List.of("go_on")))
                .addInput(value("turn", TensorProto.DataType.INT64_VALUE))
                .addInput(value("go", TensorProto.DataType.BOOL_VALUE))
                .addInput(floats("state", 4, 32))
                .addOutput(value("go_on", TensorProto.DataType.BOOL_VALUE))
                .addOutput(floats("next", 4, 32))
                .addInitializer(Tensors.ofLongs("one", new long[] {1}));
        GraphProto.Builder graph = loop();
        graph.setNode(
                0, node("Loop", List.of("three", "always", "x"), List.of("y")).addAttribute(body("body", turn)));
        return graph.addInitializer(weights("T", 7, 32));
    }

    /** {@code y = f(x)} with a function {@code f(p) = p W}, whose weights are a node of its body. */
    static OnnxModel withFunction() {
        OperatorSetIdProto standard =
                OperatorSetIdProto.newBuilder().setVersion(17).build();
        FunctionProto function = FunctionProto.newBuilder()
                .setDomain("local")
                .setName("f")
                .addInput("p")
                .addOutput("q")
                .addOpsetImport(standard)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput("W")
                        .addAttribute(tensor("value", weights("", 32, 16))))
                .addNode(node("MatMul", List.of("p", "W"), List.of("q")))
                .build();
        return OnnxModel.of(model(graph(node("f", List.of("x"), List.of("y")).setDomain("local"))
                        .addInput(floats("x", 4, 32))
                        .addOutput(floats("y", 4, 16)))
                .proto()
                .toBuilder()
                .addFunctions(function)
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
                .build());
    }
}
