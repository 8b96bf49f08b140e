package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.half.SixteenBits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores weights in sixteen bits with one {@code Cast} back to float for each, in front of all nodes.
 *
 * <p>The output of the {@code Cast} takes the name that the weights had, so no node that reads them changes. ONNX Runtime
 * computes such casts of constants once, at load, and runs the graph as before.
 */
final class HalfStorage {
    /** Below this many elements a cast takes more bytes than it saves. */
    static final int LEAST_ELEMENTS = 128;

    private final SixteenBits format;
    private final Set<String> excluded;
    private final Names names;
    private final Map<String, NodeProto> readers = new HashMap<>();
    private final Map<String, NodeProto> excludedReaders = new LinkedHashMap<>();
    private final HalfWeights weights;
    private final List<Skipped> skipped = new ArrayList<>();
    private int smallCount;

    private HalfStorage(SixteenBits format, List<String> exclude, ModelProto model) {
        this.format = format;
        this.excluded = new HashSet<>(exclude);
        this.names = new Names(model);
        this.weights = new HalfWeights(format);
    }

    static Ground.Work rewrite(SixteenBits format, List<String> exclude, ModelProto model) {
        HalfStorage storage = new HalfStorage(format, exclude, model);
        storage.collectReaders(model.getGraph());
        GraphProto result = storage.rewrite(model.getGraph());
        List<String> notes = new ArrayList<>();
        if (storage.smallCount > 0) {
            notes.add(storage.smallCount + " constants of fewer than " + LEAST_ELEMENTS
                    + " elements stay in float32: the cast would take more room than it saves.");
        }
        notes.addAll(storage.weights.notes());
        return new Ground.Work(result, storage.weights.layers(), storage.skipped, notes);
    }

    private void collectReaders(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                if (excluded.contains(Names.label(node))) {
                    excludedReaders.putIfAbsent(input, node);
                } else {
                    readers.putIfAbsent(input, node);
                }
            }
            Bodies.of(node).forEach(this::collectReaders);
        }
    }

    private GraphProto rewrite(GraphProto graph) {
        Set<String> inputs = new HashSet<>();
        graph.getInputList().forEach(input -> inputs.add(input.getName()));
        List<TensorProto> initializers = new ArrayList<>(graph.getInitializerCount());
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeCount());
        for (TensorProto tensor : graph.getInitializerList()) {
            if (isStored(tensor, tensor.getName(), inputs)) {
                TensorProto half = half(tensor, tensor.getName());
                initializers.add(half);
                nodes.add(cast(half.getName(), tensor.getName()));
            } else {
                initializers.add(tensor);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            rewrite(node, nodes);
        }
        return graph.toBuilder()
                .clearInitializer()
                .addAllInitializer(initializers)
                .clearNode()
                .addAllNode(nodes)
                .build();
    }

    private void rewrite(NodeProto node, List<NodeProto> into) {
        if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
            for (int i = 0; i < node.getAttributeCount(); i++) {
                AttributeProto attribute = node.getAttribute(i);
                String output = node.getOutput(0);
                if (attribute.hasT() && isStored(attribute.getT(), output, Set.of())) {
                    TensorProto half = half(attribute.getT(), output);
                    into.add(node.toBuilder()
                            .setAttribute(i, attribute.toBuilder().setT(half))
                            .setOutput(0, half.getName())
                            .build());
                    into.add(cast(half.getName(), output));
                    return;
                }
            }
        }
        into.add(Bodies.map(node, this::rewrite));
    }

    /** Whether a constant goes into sixteen bits; counts or reports it when it is one that does not. */
    private boolean isStored(TensorProto tensor, String name, Set<String> inputs) {
        if (tensor.getDataType() != ElementType.FLOAT32.number()
                || (!readers.containsKey(name) && !excludedReaders.containsKey(name))) {
            return false;
        }
        if (Tensors.elements(tensor) < LEAST_ELEMENTS) {
            smallCount++;
            return false;
        }
        NodeProto excludedReader = excludedReaders.get(name);
        if (excludedReader != null) {
            return skip(excludedReader, "excluded by the option exclude");
        }
        NodeProto reader = readers.get(name);
        if (reader != null && inputs.contains(name)) {
            return skip(reader, "its weights are also an input, which the caller may replace");
        }
        if (reader != null && Tensors.isElsewhere(tensor)) {
            return skip(reader, "its weights are in another file");
        }
        String obstacle = HalfWeights.obstacle(tensor);
        if (reader != null && obstacle != null) {
            return skip(reader, obstacle + ", so they stay in float32");
        }
        return true;
    }

    private boolean skip(NodeProto node, String reason) {
        skipped.add(new Skipped(Names.label(node), node.getOpType(), reason));
        return false;
    }

    private TensorProto half(TensorProto tensor, String name) {
        return weights.convert(tensor, names.fresh(name + "_" + format.type().label()), name, readers.get(name));
    }

    private NodeProto cast(String from, String to) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(names.fresh(to + "_to_float"))
                .addInput(from)
                .addOutput(to)
                .addAttribute(Attributes.integer("to", TensorProto.DataType.FLOAT_VALUE))
                .build();
    }
}
