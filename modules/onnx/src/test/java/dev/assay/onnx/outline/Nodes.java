package dev.assay.onnx.outline;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Graphs of named nodes, for tests. */
final class Nodes {
    private Nodes() {}

    static GraphOutline outline(NodeProto... nodes) {
        return GraphOutline.of(model(graph(nodes)));
    }

    static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build();
    }

    static GraphProto.Builder graph(NodeProto... nodes) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(ValueInfoProto.newBuilder().setName("x"))
                .addInitializer(floats("w", 4, 8))
                .addAllNode(List.of(nodes));
    }

    static TensorProto floats(String name, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return tensor.build();
    }

    /** {@code name: op(inputs) -> output}. */
    static NodeProto node(String name, String op, String output, String... inputs) {
        int dot = op.lastIndexOf('.');
        return NodeProto.newBuilder()
                .setName(name)
                .setDomain(dot < 0 ? "" : op.substring(0, dot))
                .setOpType(op.substring(dot + 1))
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    static AttributeProto body(String name, GraphProto graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }
}
