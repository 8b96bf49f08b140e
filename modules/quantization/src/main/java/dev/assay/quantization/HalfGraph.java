package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.half.SixteenBits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a graph compute in half precision.
 *
 * <p>Every float value becomes a half under the name that it had, so nodes hardly change. Where a node stays in single
 * precision, a {@code Cast} stands before each of its float inputs and behind each of its float outputs; constants that only
 * such nodes read stay as they are. Inputs and outputs of the model keep their types behind a {@code Cast}, or become
 * halves.
 */
final class HalfGraph {
    private static final int FLOAT = ElementType.FLOAT32.number();
    private static final int HALF = ElementType.FLOAT16.number();

    private final boolean keepIo;
    private final Set<String> excluded;
    private final Names names;
    private final HalfWeights weights = new HalfWeights(SixteenBits.FLOAT16);
    private final List<Skipped> skipped = new ArrayList<>();
    private final Set<String> readAsHalf = new HashSet<>();
    private final Map<String, NodeProto> readers = new HashMap<>();
    private int changed;
    private int casts;

    /** What is known of the values of one graph while it is rewritten. */
    private static final class Frame {
        final @Nullable Frame outer;
        final ElementTypes types;
        final Set<String> defined = new HashSet<>();

        /** Values that are floats under their own name. */
        final Set<String> single = new HashSet<>();

        /** Halves whose name is not that of the original value, since the name is a float's. */
        final Map<String, String> halfNames = new HashMap<>();

        /** Floats that stand for halves. */
        final Map<String, String> singleNames = new HashMap<>();

        final List<NodeProto> first = new ArrayList<>();
        final List<NodeProto> nodes = new ArrayList<>();

        Frame(@Nullable Frame outer, ElementTypes types) {
            this.outer = outer;
            this.types = types;
        }

        /** The graph that gives a value. */
        Frame owner(String name) {
            Frame frame = this;
            while (frame.outer != null && !frame.defined.contains(name)) {
                frame = frame.outer;
            }
            return frame;
        }
    }

    private HalfGraph(Scheme.Fp16 scheme, ModelProto model) {
        this.keepIo = scheme.keepIo();
        this.excluded = new HashSet<>(scheme.exclude());
        this.names = new Names(model);
    }

    /**
     * Rewrites a model.
     *
     * @throws UnquantizableModel if it has functions of its own, lists or optional values, or a node whose types are unknown
     */
    static Ground.Work rewrite(Scheme.Fp16 scheme, ModelProto model) throws UnquantizableModel {
        if (model.getFunctionsCount() > 0) {
            throw new UnquantizableModel("The model has functions of its own, whose types the graph form of fp16 cannot"
                    + " change; nothing was changed, use the storage form.");
        }
        HalfGraph half = new HalfGraph(scheme, model);
        half.scan(model.getGraph());
        if (!scheme.keepIo()) {
            model.getGraph().getOutputList().forEach(output -> half.readAsHalf.add(output.getName()));
        }
        GraphProto graph = half.rewrite(model.getGraph(), null, new ElementTypes(null, model.getGraph()));
        List<String> notes = new ArrayList<>(half.weights.notes());
        if (half.casts > 0) {
            notes.add("Casts between single and half precision: " + half.casts + ".");
        }
        return new Ground.Work(graph, half.changed, half.weights.layers(), half.skipped, notes);
    }

    private void scan(GraphProto graph) throws UnquantizableModel {
        for (NodeProto node : graph.getNodeList()) {
            if (HalfOperators.isOfContainers(node)) {
                throw new UnquantizableModel("The node " + Names.label(node) + " (" + node.getOpType()
                        + ") works on lists or optional values, whose types the graph form of fp16 does not follow;"
                        + " nothing was changed, use the storage form.");
            }
            for (int i = 0; i < node.getInputCount(); i++) {
                readers.putIfAbsent(node.getInput(i), node);
                if (computesInHalf(node) && !HalfOperators.isAlwaysFloat(node, i)) {
                    readAsHalf.add(node.getInput(i));
                }
            }
            for (GraphProto body : Bodies.of(node)) {
                body.getOutputList().forEach(output -> readAsHalf.add(output.getName()));
                scan(body);
            }
        }
    }

    private boolean computesInHalf(NodeProto node) {
        return Attributes.hasBody(node) || (HalfOperators.isConverted(node) && !excluded.contains(Names.label(node)));
    }

    private GraphProto rewrite(GraphProto graph, @Nullable Frame outer, ElementTypes types) throws UnquantizableModel {
        Frame frame = new Frame(outer, types);
        boolean keepsTypes = keepIo && outer == null;
        Set<String> inputs = new HashSet<>();
        graph.getInputList().forEach(input -> inputs.add(input.getName()));
        frame.defined.addAll(inputs);
        graph.getInitializerList().forEach(tensor -> frame.defined.add(tensor.getName()));
        graph.getNodeList().forEach(node -> frame.defined.addAll(node.getOutputList()));
        if (keepsTypes) {
            inputs.stream().filter(types::isFloat).forEach(frame.single::add);
        }
        List<TensorProto> initializers = new ArrayList<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            String name = tensor.getName();
            boolean stays = frame.single.contains(name) || !readAsHalf.contains(name);
            if (ElementTypes.isFloat(tensor) && !stays) {
                initializers.add(half(tensor, name, name));
            } else {
                initializers.add(tensor);
                if (ElementTypes.isFloat(tensor)) {
                    frame.single.add(name);
                }
            }
        }
        Set<String> outputs = new HashSet<>();
        graph.getOutputList().forEach(output -> outputs.add(output.getName()));
        if (keepsTypes) {
            for (String output : outputs) {
                if (types.isFloat(output) && !frame.single.contains(output)) {
                    frame.halfNames.put(output, names.fresh(output + "_float16"));
                }
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            rewrite(node, frame);
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            String half = frame.halfNames.get(output.getName());
            if (keepsTypes && half != null && !frame.single.contains(output.getName())) {
                frame.nodes.add(cast(half, output.getName(), FLOAT));
            }
        }
        GraphProto.Builder result = graph.toBuilder()
                .clearInitializer()
                .addAllInitializer(initializers)
                .clearNode()
                .addAllNode(frame.first)
                .addAllNode(frame.nodes);
        for (int i = 0; i < result.getInputCount(); i++) {
            result.setInput(i, typed(result.getInput(i), frame, Set.of()));
        }
        for (int i = 0; i < result.getOutputCount(); i++) {
            result.setOutput(i, typed(result.getOutput(i), frame, keepsTypes ? outputs : Set.of()));
        }
        for (int i = 0; i < result.getValueInfoCount(); i++) {
            result.setValueInfo(i, typed(result.getValueInfo(i), frame, keepsTypes ? outputs : Set.of()));
        }
        return result.build();
    }

    private static ValueInfoProto typed(ValueInfoProto value, Frame frame, Set<String> kept) {
        boolean isHalf = value.getType().getTensorType().getElemType() == FLOAT
                && !frame.single.contains(value.getName())
                && !kept.contains(value.getName());
        if (!isHalf) {
            return value;
        }
        ValueInfoProto.Builder half = value.toBuilder();
        half.getTypeBuilder().getTensorTypeBuilder().setElemType(HALF);
        return half.build();
    }

    private void rewrite(NodeProto node, Frame frame) throws UnquantizableModel {
        boolean isUnread = node.getOutputList().stream().noneMatch(readAsHalf::contains)
                && node.getOutputList().stream().noneMatch(frame.halfNames::containsKey);
        boolean givesFloats = node.getOutputList().stream().anyMatch(frame.types::isFloat);
        if (node.getOpType().equals("Constant") && (isUnread || !givesFloats)) {
            frame.single.addAll(givesFloats ? node.getOutputList() : List.of());
            frame.nodes.add(node);
        } else if (node.getOpType().equals("Cast") && givesFloats && isUnread) {
            // Counts and positions that only single precision reads must not lose digits on the way.
            single(node, frame);
        } else if (computesInHalf(node)) {
            half(node, frame, givesFloats);
        } else {
            if (givesFloats || node.getInputList().stream().anyMatch(frame.types::isFloat)) {
                skipped.add(new Skipped(
                        Names.label(node),
                        node.getOpType(),
                        excluded.contains(Names.label(node))
                                ? "excluded by the option exclude"
                                : "it has no form in half precision, or would lose what it is for"));
            }
            single(node, frame);
        }
    }

    private void half(NodeProto node, Frame frame, boolean givesFloats) throws UnquantizableModel {
        NodeProto.Builder result = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            String input = node.getInput(i);
            result.setInput(
                    i, HalfOperators.isAlwaysFloat(node, i) ? singleName(input, frame) : halfName(input, frame));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            result.setOutput(i, frame.halfNames.getOrDefault(node.getOutput(i), node.getOutput(i)));
        }
        result.clearAttribute();
        for (AttributeProto attribute : node.getAttributeList()) {
            result.addAttribute(attribute(node, attribute, frame, givesFloats));
        }
        if (node.getOpType().equals("ConstantOfShape") && node.getAttributeCount() == 0) {
            result.addAttribute(AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(Tensors.ofRaw("", ElementType.FLOAT16, new byte[Short.BYTES], 1)));
        }
        if (Attributes.hasBody(node) && excluded.contains(Names.label(node))) {
            skipped.add(new Skipped(
                    Names.label(node),
                    node.getOpType(),
                    "a node with bodies cannot stay in single precision as a whole; exclude the nodes inside"));
        }
        changed += givesFloats && !node.getOpType().equals("Constant") ? 1 : 0;
        frame.nodes.add(result.build());
    }

    private AttributeProto attribute(NodeProto node, AttributeProto attribute, Frame frame, boolean givesFloats)
            throws UnquantizableModel {
        AttributeProto.Builder result = attribute.toBuilder();
        if (attribute.hasG()) {
            result.setG(rewrite(attribute.getG(), frame, frame.types.inside(node, attribute.getG())));
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            GraphProto body = attribute.getGraphs(i);
            result.setGraphs(i, rewrite(body, frame, frame.types.inside(node, body)));
        }
        boolean isConstant =
                node.getOpType().equals("Constant") || node.getOpType().equals("ConstantOfShape");
        if (attribute.hasT() && ElementTypes.isFloat(attribute.getT())) {
            result.setT(half(attribute.getT(), attribute.getT().getName(), node.getOutput(0)));
        } else if (isConstant && givesFloats && attribute.getType() == AttributeProto.AttributeType.FLOAT) {
            return value(Tensors.ofFloats("", new float[] {attribute.getF()}));
        } else if (isConstant && givesFloats && attribute.getType() == AttributeProto.AttributeType.FLOATS) {
            float[] values = new float[attribute.getFloatsCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = attribute.getFloats(i);
            }
            return value(Tensors.ofFloats("", values, values.length));
        } else if (node.getOpType().equals("Cast") && attribute.getName().equals("to") && attribute.getI() == FLOAT) {
            result.setI(HALF);
        }
        return result.build();
    }

    private AttributeProto value(TensorProto floats) {
        return AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(weights.convert(floats, ""))
                .build();
    }

    private TensorProto half(TensorProto tensor, String name, String value) throws UnquantizableModel {
        if (Tensors.isElsewhere(tensor)) {
            throw new UnquantizableModel("The constant " + value + " is in another file; nothing was changed, pack the"
                    + " model into one file first.");
        }
        return Tensors.elements(tensor) < HalfStorage.LEAST_ELEMENTS
                ? weights.convert(tensor, name)
                : weights.convert(tensor, name, value, readers.get(value));
    }

    /** Leaves a node in single precision, between casts. */
    private void single(NodeProto node, Frame frame) throws UnquantizableModel {
        NodeProto.Builder result = node.toBuilder();
        List<NodeProto> after = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
            result.setInput(i, singleName(node.getInput(i), frame));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            String output = node.getOutput(i);
            if (output.isEmpty()) {
                continue;
            }
            if (frame.types.of(output) == ElementTypes.UNKNOWN) {
                throw unknown(output, node);
            }
            if (!frame.types.isFloat(output)) {
                continue;
            }
            String half = frame.halfNames.get(output);
            if (half != null || !readAsHalf.contains(output)) {
                frame.single.add(output);
            } else {
                String single = names.fresh(output + "_float32");
                frame.singleNames.put(output, single);
                result.setOutput(i, single);
                after.add(cast(single, output, HALF));
            }
            if (half != null && readAsHalf.contains(output)) {
                after.add(cast(output, half, HALF));
            }
        }
        frame.nodes.add(result.build());
        frame.nodes.addAll(after);
    }

    private static UnquantizableModel unknown(String value, NodeProto node) {
        return new UnquantizableModel("The type of " + value + " at the node " + Names.label(node) + " ("
                + node.getOpType()
                + ") is not known, so it cannot be kept in single precision between halves; nothing was"
                + " changed, use the storage form.");
    }

    /** The name of a value as a half; of anything else its own name. */
    private String halfName(String name, Frame frame) {
        Frame owner = frame.owner(name);
        String known = owner.halfNames.get(name);
        if (known != null) {
            return known;
        }
        if (!owner.single.contains(name)) {
            return name;
        }
        String half = names.fresh(name + "_float16");
        owner.halfNames.put(name, half);
        // An input, or an output that was made in single precision and cast then and there.
        owner.first.add(cast(name, half, HALF));
        return half;
    }

    /** The name of a value as a float, cast here if need be; of anything else its own name. */
    private String singleName(String name, Frame frame) {
        Frame owner = frame.owner(name);
        if (name.isEmpty() || !frame.types.isFloat(name) || owner.single.contains(name)) {
            return name;
        }
        for (Frame scope = frame; scope != null; scope = scope == owner ? null : scope.outer) {
            String known = scope.singleNames.get(name);
            if (known != null) {
                return known;
            }
        }
        String single = names.fresh(name + "_float32");
        frame.nodes.add(cast(halfName(name, frame), single, FLOAT));
        frame.singleNames.put(name, single);
        return single;
    }

    private NodeProto cast(String from, String to, int type) {
        casts++;
        return WeightForms.operator("Cast", names.fresh(to + "_cast"), List.of(from), to)
                .addAttribute(Attributes.integer("to", type))
                .build();
    }
}
