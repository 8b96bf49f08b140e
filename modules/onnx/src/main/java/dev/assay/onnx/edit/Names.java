package dev.assay.onnx.edit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every name of a model, so that new ones collide with none, in whatever body they end up. */
public final class Names {
    private final Set<String> taken = new HashSet<>();

    /** The names of a model, those in its functions included. */
    public Names(ModelProto model) {
        collect(model.getGraph());
        model.getFunctionsList().forEach(function -> {
            taken.addAll(function.getInputList());
            taken.addAll(function.getOutputList());
            collect(function.getNodeList());
        });
    }

    private void collect(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
        graph.getSparseInitializerList()
                .forEach(sparse -> taken.add(sparse.getValues().getName()));
        graph.getInputList().forEach(value -> taken.add(value.getName()));
        graph.getOutputList().forEach(value -> taken.add(value.getName()));
        collect(graph.getNodeList());
    }

    private void collect(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            taken.add(node.getName());
            taken.addAll(node.getInputList());
            taken.addAll(node.getOutputList());
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collect(attribute.getG());
                }
                attribute.getGraphsList().forEach(this::collect);
            }
        }
    }

    /** The wanted name, or the wanted name with the first number that makes it new. */
    public String fresh(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** How reports call a node: its name, else what it produces, else its operator. */
    public static String label(NodeProto node) {
        if (!node.getName().isEmpty()) {
            return node.getName();
        }
        return node.getOutputCount() > 0 ? node.getOutput(0) : node.getOpType();
    }
}
