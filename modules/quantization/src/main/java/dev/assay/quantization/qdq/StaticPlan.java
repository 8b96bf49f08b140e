package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.Scheme;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are computed in eight bits and which tensors become integers.
 *
 * <p>Nodes with weights start: their activations become integers, and the outputs of convolutions too, and those of
 * products that the runtime would otherwise merge with a sum. Nodes without
 * weights join where every activation that they read comes out of such a node: then nothing is rounded that was not
 * rounded before, and the integers need not become floats in between. Elsewhere eight bits would add an error and no
 * speed, so an {@code Add} between floats stays what it is.
 *
 * <p>A tensor that an eight-bit node makes is replaced by its rounded form for everybody. A tensor that is made in
 * floating point is rounded for its eight-bit readers only; the others read the original.
 */
final class StaticPlan {
    /** Operators by the part they take. */
    static final Map<String, Role> ROLES = new TreeMap<>();

    static {
        List.of("Conv", "ConvTranspose", "MatMul", "Gemm").forEach(op -> ROLES.put(op, Role.WEIGHTED));
        List.of("Add", "Mul", "AveragePool", "GlobalAveragePool", "Concat")
                .forEach(op -> ROLES.put(op, Role.ARITHMETIC));
        List.of(
                        "MaxPool",
                        "Reshape",
                        "Transpose",
                        "Slice",
                        "Squeeze",
                        "Unsqueeze",
                        "Flatten",
                        "Expand",
                        "Tile",
                        "Gather",
                        "Resize",
                        "Identity")
                .forEach(op -> ROLES.put(op, Role.MOVEMENT));
        List.of("Relu", "Clip").forEach(op -> ROLES.put(op, Role.ACTIVATION));
    }

    enum Role {
        /** Has constant weights. */
        WEIGHTED,
        /** Computes, with an output range of its own. */
        ARITHMETIC,
        /** Copies elements: the output has the scale of the input. */
        MOVEMENT,
        /** Confines its input, as the range of the integers can do alone. */
        ACTIVATION
    }

    /**
     * A tensor that becomes integers.
     *
     * @param name   of the tensor
     * @param root   the tensor whose range gives the scale: itself, unless it is a copy
     * @param behind whether an eight-bit node makes it, so that every reader takes the rounded form
     */
    record Place(String name, String root, boolean behind) {}

    private final GraphProto graph;
    private final Wiring wiring;
    private final Scheme.Int8Static scheme;
    private final Set<String> excluded;
    private final Map<Integer, Weighted> candidates = new LinkedHashMap<>();
    private final Map<Integer, Limits> limits = new HashMap<>();
    private final Map<String, String> unusable;
    private final Set<Integer> kept;
    private final Set<Integer> merged;

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<Integer, Role> nodes = new LinkedHashMap<>();
    private final Set<Integer> folded = new LinkedHashSet<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final Map<String, Integer> outside = new TreeMap<>();

    /**
     * Plans a main graph.
     *
     * @param unusable tensors without a range to quantize them with, and the reason of each
     * @param kept     nodes of {@link Role#ACTIVATION} that the range of the integers does not replace
     * @param merged   products whose output has to be rounded, see {@link MergedSums}
     */
    StaticPlan(
            GraphProto graph,
            Scheme.Int8Static scheme,
            Map<String, String> unusable,
            Set<Integer> kept,
            Set<Integer> merged) {
        this.graph = graph;
        this.scheme = scheme;
        this.wiring = new Wiring(graph);
        this.excluded = new HashSet<>(scheme.exclude());
        this.unusable = unusable;
        this.kept = kept;
        this.merged = merged;
        start();
        join();
        foldBeforeProducts();
        explainActivations();
    }

    /** Planned nodes by number, in graph order of each role. */
    Map<Integer, Role> nodes() {
        return nodes;
    }

    /** Nodes of {@link Role#ACTIVATION} that are replaced by a range. */
    Set<Integer> folded() {
        return folded;
    }

    Map<String, Place> places() {
        return places;
    }

    List<Skipped> skipped() {
        return skipped;
    }

    Wiring wiring() {
        return wiring;
    }

    /** Joining operators that were left alone between floats, with their number. */
    Map<String, Integer> outside() {
        return outside;
    }

    Weighted weighted(int node) {
        Weighted weighted = candidates.get(node);
        if (weighted == null) {
            throw new IllegalArgumentException("node " + node + " has no weights");
        }
        return weighted;
    }

    Limits limits(int node) {
        Limits known = limits.get(node);
        if (known == null) {
            throw new IllegalArgumentException("node " + node + " has no limits");
        }
        return known;
    }

    /** Tensors of which a range is needed, each once. */
    List<String> roots() {
        return places.values().stream().map(Place::root).distinct().toList();
    }

    private @Nullable Role role(NodeProto node) {
        return OnnxModel.isDefaultDomain(node.getDomain()) ? ROLES.get(node.getOpType()) : null;
    }

    private void checkWanted(NodeProto node) throws Unsuitable {
        if (excluded.contains(Names.label(node))) {
            throw new Unsuitable("excluded by the option exclude");
        }
        if (!scheme.ops().isEmpty() && !scheme.ops().contains(node.getOpType())) {
            throw new Unsuitable("its operator is not among those of the option ops");
        }
    }

    private void skip(NodeProto node, Unsuitable reason) {
        skipped.add(new Skipped(Names.label(node), node.getOpType(), reason.reason()));
    }

    /** Nodes with weights. */
    private void start() {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (role(node) != Role.WEIGHTED) {
                continue;
            }
            try {
                checkWanted(node);
                Weighted weighted = Weighted.of(node, wiring);
                weighted.rounding(scheme).scales();
                checkUsable(weighted.input());
                String output = node.getOutput(0);
                boolean rounds = weighted.quantizesOutput() || merged.contains(i);
                Integer activation = rounds ? foldable(output) : null;
                String rounded =
                        activation == null ? output : graph.getNode(activation).getOutput(0);
                if (rounds) {
                    checkUsable(rounded);
                    behind(rounded, rounded, activation);
                }
                places.putIfAbsent(weighted.input(), new Place(weighted.input(), weighted.input(), false));
                candidates.put(i, weighted);
                nodes.put(i, Role.WEIGHTED);
            } catch (Unsuitable e) {
                skip(node, e);
            }
        }
    }

    private void checkUsable(String tensor) throws Unsuitable {
        String reason = unusable.get(tensor);
        if (reason != null) {
            throw new Unsuitable(reason);
        }
    }

    private void behind(String tensor, String root, @Nullable Integer activation) {
        places.put(tensor, new Place(tensor, root, true));
        if (activation != null) {
            folded.add(activation);
        }
    }

    /** The one reader of a tensor, if it is an activation function that a range can replace. */
    private @Nullable Integer foldable(String tensor) {
        if (wiring.readers(tensor).size() != 1) {
            return null;
        }
        int reader = wiring.readers(tensor).iterator().next();
        NodeProto node = graph.getNode(reader);
        boolean first = node.getInputCount() > 0 && node.getInput(0).equals(tensor);
        boolean alone = first && wiring.isReadOnlyBy(tensor, reader);
        return alone && isFoldable(reader) && !unusable.containsKey(node.getOutput(0)) ? reader : null;
    }

    private boolean isFoldable(int number) {
        NodeProto node = graph.getNode(number);
        if (role(node) != Role.ACTIVATION || kept.contains(number)) {
            return false;
        }
        try {
            checkWanted(node);
            Limits found = Limits.of(node, wiring);
            limits.put(number, found);
            return found.containZero();
        } catch (Unsuitable e) {
            return false;
        }
    }

    /** Nodes without weights, in graph order, so that one that joined can bring in the next. */
    private void join() {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            Role role = role(node);
            if (role != Role.ARITHMETIC && role != Role.MOVEMENT) {
                continue;
            }
            List<String> inputs = role == Role.MOVEMENT
                    ? node.getInputList().subList(0, Math.min(1, node.getInputCount()))
                    : node.getInputList();
            if (inputs.stream().noneMatch(this::isBehind)) {
                outside.merge(node.getOpType(), 1, Integer::sum);
                continue;
            }
            try {
                checkWanted(node);
                join(i, node, role, inputs);
            } catch (Unsuitable e) {
                skip(node, e);
            }
        }
    }

    private void join(int number, NodeProto node, Role role, List<String> inputs) throws Unsuitable {
        for (String input : inputs) {
            TensorProto constant = wiring.constant(input);
            if (constant != null) {
                checkConstant(input, constant);
            } else if (!isBehind(input)) {
                throw new Unsuitable("its input " + input
                        + " is made in floating point, and rounding it would cost fidelity and save nothing");
            }
        }
        if (node.getOutputList().stream().filter(name -> !name.isEmpty()).count() != 1) {
            throw new Unsuitable("it has more than one output");
        }
        AttributeProto mode = Attributes.find(node.getAttributeList(), "mode");
        if (node.getOpType().equals("Resize")
                && mode != null
                && mode.getS().toStringUtf8().equals("cubic")) {
            throw new Unsuitable("cubic resizing goes beyond the range of its input");
        }
        String output = node.getOutput(0);
        if (role == Role.MOVEMENT) {
            behind(output, rootOf(inputs.get(0)), null);
        } else {
            Integer activation = foldable(output);
            String rounded =
                    activation == null ? output : graph.getNode(activation).getOutput(0);
            checkUsable(rounded);
            behind(rounded, rounded, activation);
        }
        nodes.put(number, role);
    }

    private String rootOf(String tensor) {
        Place place = places.get(tensor);
        return place == null ? tensor : place.root();
    }

    private void checkConstant(String name, TensorProto constant) throws Unsuitable {
        if (constant.getDataType() != ElementType.FLOAT32.number() || Tensors.elements(constant) == 0) {
            throw new Unsuitable("its constant " + name + " is not of float32, or empty");
        }
        if (wiring.isOverridable(name)) {
            throw new Unsuitable("its constant " + name + " can be replaced by the caller, being an input too");
        }
        FloatBuffer values = Tensors.floats(constant);
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new Unsuitable("its constant " + name + " contains NaN or infinity");
            }
        }
    }

    private boolean isBehind(String tensor) {
        Place place = places.get(tensor);
        return place != null && place.behind();
    }

    /** Activation functions between floats and products that round their input: the range confines it as well. */
    private void foldBeforeProducts() {
        for (Place place : places.values()) {
            Integer maker = wiring.maker(place.name());
            if (place.behind() || maker == null || wiring.isFixed(place.name()) || !isFoldable(maker)) {
                continue;
            }
            boolean onlyRounded =
                    wiring.readers(place.name()).stream().allMatch(reader -> nodes.get(reader) == Role.WEIGHTED);
            if (onlyRounded) {
                folded.add(maker);
            }
        }
    }

    /** Says why an activation function after eight-bit nodes is still there. */
    private void explainActivations() {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (role(node) != Role.ACTIVATION || folded.contains(i) || !isBehind(node.getInput(0))) {
                continue;
            }
            try {
                checkWanted(node);
                boolean zero = Limits.of(node, wiring).containZero() && !kept.contains(i);
                throw new Unsuitable(
                        zero
                                ? "others read its input too, so the range of the integers cannot take its place"
                                : "the range of the integers cannot take its place, because it has to hold 0");
            } catch (Unsuitable e) {
                skip(node, e);
            }
        }
    }
}
