package dev.assay.onnx.opset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.tensor.ElementType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What all graphs and functions of a model read, and which floating-point types appear in it. */
final class ModelScan implements NodeUpgrade.Facts {
    private final Set<String> read = new HashSet<>();
    private final Set<Integer> types = new HashSet<>();

    private ModelScan() {}

    static ModelScan of(ModelProto model) {
        ModelScan scan = new ModelScan();
        scan.graph(model.getGraph());
        model.getFunctionsList().forEach(function -> {
            scan.read.addAll(function.getOutputList());
            scan.nodes(function.getNodeList());
        });
        scan.read.remove("");
        return scan;
    }

    @Override
    public boolean isRead(String name) {
        return read.contains(name);
    }

    @Override
    public boolean onlyFloat32() {
        return !types.contains(ElementType.FLOAT16.number())
                && !types.contains(ElementType.FLOAT64.number())
                && !types.contains(ElementType.BFLOAT16.number());
    }

    private void graph(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> types.add(tensor.getDataType()));
        graph.getInputList().forEach(this::value);
        graph.getValueInfoList().forEach(this::value);
        graph.getOutputList().forEach(output -> {
            value(output);
            read.add(output.getName());
        });
        nodes(graph.getNodeList());
    }

    private void value(ValueInfoProto value) {
        types.add(value.getType().getTensorType().getElemType());
    }

    private void nodes(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            read.addAll(node.getInputList());
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasT()) {
                    types.add(attribute.getT().getDataType());
                }
                if (attribute.getName().equals("to") || attribute.getName().equals("dtype")) {
                    types.add((int) attribute.getI());
                }
                if (attribute.hasG()) {
                    graph(attribute.getG());
                }
                attribute.getGraphsList().forEach(this::graph);
            }
        }
    }
}
