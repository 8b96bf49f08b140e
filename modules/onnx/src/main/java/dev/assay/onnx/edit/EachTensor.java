package dev.assay.onnx.edit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.function.UnaryOperator;

/** Goes through all constant tensors of a model, in attributes, bodies of control flow and functions too. */
@SuppressWarnings("ReferenceEquality") // what was not changed is the same object
public final class EachTensor {
    private EachTensor() {}

    /**
     * Applies a change to every tensor of a model: of each graph first the initializers, then those below its nodes. Parts
     * without a change are the same objects as before.
     */
    public static ModelProto change(ModelProto model, UnaryOperator<TensorProto> change) {
        GraphProto graph = graph(model.getGraph(), change);
        ModelProto.Builder result =
                graph == model.getGraph() ? null : model.toBuilder().setGraph(graph);
        for (int i = 0; i < model.getFunctionsCount(); i++) {
            List<NodeProto> before = model.getFunctions(i).getNodeList();
            List<NodeProto> nodes =
                    before.stream().map(node -> node(node, change)).toList();
            if (!same(before, nodes)) {
                result = result == null ? model.toBuilder() : result;
                result.getFunctionsBuilder(i).clearNode().addAllNode(nodes);
            }
        }
        return result == null ? model : result.build();
    }

    private static GraphProto graph(GraphProto graph, UnaryOperator<TensorProto> change) {
        List<TensorProto> initializers =
                graph.getInitializerList().stream().map(change).toList();
        List<NodeProto> nodes =
                graph.getNodeList().stream().map(node -> node(node, change)).toList();
        GraphProto.Builder result = null;
        if (!same(graph.getInitializerList(), initializers)) {
            result = graph.toBuilder().clearInitializer().addAllInitializer(initializers);
        }
        if (!same(graph.getNodeList(), nodes)) {
            result = (result == null ? graph.toBuilder() : result).clearNode().addAllNode(nodes);
        }
        return result == null ? graph : result.build();
    }

    private static NodeProto node(NodeProto node, UnaryOperator<TensorProto> change) {
        List<AttributeProto> attributes = node.getAttributeList().stream()
                .map(attribute -> attribute(attribute, change))
                .toList();
        return same(node.getAttributeList(), attributes)
                ? node
                : node.toBuilder().clearAttribute().addAllAttribute(attributes).build();
    }

    private static AttributeProto attribute(AttributeProto attribute, UnaryOperator<TensorProto> change) {
        if (!Attributes.hasTensors(attribute)) {
            return attribute;
        }
        AttributeProto.Builder result = attribute.toBuilder();
        boolean changed = false;
        if (attribute.hasT()) {
            TensorProto tensor = change.apply(attribute.getT());
            changed = tensor != attribute.getT();
            result.setT(tensor);
        }
        if (attribute.hasG()) {
            GraphProto graph = graph(attribute.getG(), change);
            changed |= graph != attribute.getG();
            result.setG(graph);
        }
        for (int i = 0; i < attribute.getTensorsCount(); i++) {
            TensorProto tensor = change.apply(attribute.getTensors(i));
            changed |= tensor != attribute.getTensors(i);
            result.setTensors(i, tensor);
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            GraphProto graph = graph(attribute.getGraphs(i), change);
            changed |= graph != attribute.getGraphs(i);
            result.setGraphs(i, graph);
        }
        return changed ? result.build() : attribute;
    }

    private static <T> boolean same(List<T> before, List<T> after) {
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) != after.get(i)) {
                return false;
            }
        }
        return true;
    }
}
