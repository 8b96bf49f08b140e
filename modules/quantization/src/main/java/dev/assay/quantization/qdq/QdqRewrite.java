package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Affine;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.Scheme.ActivationType;
import dev.assay.quantization.Unused;
import dev.assay.quantization.qdq.StaticPlan.Place;
import dev.assay.quantization.qdq.StaticPlan.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the graph that a plan describes: weights and biases as integers with {@code DequantizeLinear} alone, activations
 * with a pair of {@code QuantizeLinear} and {@code DequantizeLinear}. ONNX Runtime replaces the pairs around an operator
 * by an integer kernel.
 */
final class QdqRewrite {
    private final GraphProto graph;
    private final StaticPlan plan;
    private final Scheme.Int8Static scheme;
    private final Map<String, Affine> maps;
    private final Names names;
    private final boolean signed;

    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> added = new ArrayList<>();
    private final Set<String> released = new HashSet<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Parameters> parameters = new HashMap<>();
    private final Map<String, String> dequantized = new HashMap<>();
    private final Map<String, WeightRounding.Rounded> rounded = new HashMap<>();

    /** Names of a scale and a zero point. */
    private record Parameters(String scale, String zeroPoint) {}

    /**
     * Prepares the rewrite.
     *
     * @param maps for every root of the plan the map to integers
     */
    QdqRewrite(GraphProto graph, StaticPlan plan, Scheme.Int8Static scheme, Map<String, Affine> maps, Names names) {
        this.graph = graph;
        this.plan = plan;
        this.scheme = scheme;
        this.maps = maps;
        this.names = names;
        this.signed = scheme.activations() == ActivationType.S8;
    }

    /** The integers of an activation type. */
    static Affine.Range range(Scheme.Int8Static scheme) {
        return scheme.activations() == ActivationType.S8 ? Affine.Range.INT8 : Affine.Range.UINT8;
    }

    /** What rounding did to each node, in graph order. */
    List<Layer> layers() {
        return layers;
    }

    /** The new graph. */
    GraphProto rewrite() {
        for (Place place : plan.places().values()) {
            if (!place.behind() && plan.wiring().maker(place.name()) == null) {
                dequantized.put(place.name(), beside(place));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            Role role = plan.nodes().get(i);
            if (plan.folded().contains(i)) {
                foldedActivation(node);
                continue;
            }
            if (role == null) {
                nodes.add(node);
            } else {
                planned(i, node, role);
            }
            for (String output : node.getOutputList()) {
                Place place = plan.places().get(output);
                if (place != null && !place.behind()) {
                    dequantized.put(output, beside(place));
                }
            }
        }
        GraphProto.Builder result = graph.toBuilder().clearNode().addAllNode(nodes);
        added.forEach(result::addInitializer);
        return Unused.remove(result, released);
    }

    /** The pair for the readers that want integers; the others go on reading the tensor itself. */
    private String beside(Place place) {
        String output = names.fresh(place.name() + "_dequantized");
        pair(place.name(), place.root(), place.name(), output);
        return output;
    }

    /** An activation function whose work the range of the integers does. */
    private void foldedActivation(NodeProto node) {
        String output = node.getOutput(0);
        node.getInputList().forEach(released::add);
        Place place = plan.places().get(output);
        if (place != null && !place.behind()) {
            pair(node.getInput(0), place.root(), output, output);
            dequantized.put(output, output);
        }
    }

    private void planned(int number, NodeProto node, Role role) {
        NodeProto.Builder changed = node.toBuilder();
        switch (role) {
            case WEIGHTED -> weighted(plan.weighted(number), changed);
            case MOVEMENT -> {
                changed.setInput(0, readable(node.getInput(0)));
                layers.add(withoutWeights(node));
            }
            default -> {
                for (int i = 0; i < node.getInputCount(); i++) {
                    changed.setInput(i, readable(node.getInput(i)));
                }
                layers.add(withoutWeights(node));
            }
        }
        String output = node.getOutput(0);
        Integer activation = foldedReader(output);
        String behind = activation == null ? output : graph.getNode(activation).getOutput(0);
        Place place = plan.places().get(behind);
        if (place == null || !place.behind()) {
            nodes.add(changed.build());
            return;
        }
        // The name of the tensor goes to its rounded form, so that outputs, bodies and all other readers take that.
        String exact = activation == null ? names.fresh(output + "_unrounded") : output;
        nodes.add(changed.setOutput(0, exact).build());
        pair(exact, place.root(), behind, behind);
    }

    /** The folded activation function that alone reads a tensor, and whose own output an eight-bit node makes. */
    private @Nullable Integer foldedReader(String tensor) {
        for (int reader : plan.wiring().readers(tensor)) {
            Place place = plan.places().get(graph.getNode(reader).getOutput(0));
            if (plan.folded().contains(reader) && place != null && place.behind()) {
                return reader;
            }
        }
        return null;
    }

    private static Layer withoutWeights(NodeProto node) {
        return new Layer(Names.label(node), node.getOpType(), 0, null, 1);
    }

    /** The name under which an eight-bit node reads a tensor or a constant. */
    private String readable(String tensor) {
        TensorProto constant = plan.wiring().constant(tensor);
        if (constant != null) {
            return dequantized.computeIfAbsent("constant " + tensor, key -> activationConstant(tensor, constant));
        }
        return dequantized.getOrDefault(tensor, tensor);
    }

    private Parameters parametersOf(String root) {
        return parameters.computeIfAbsent(root, key -> {
            Affine map = maps.get(root);
            if (map == null) {
                throw new IllegalArgumentException("no range for " + root);
            }
            return scalarParameters(root, map);
        });
    }

    private Parameters scalarParameters(String name, Affine map) {
        Parameters made = new Parameters(names.fresh(name + "_scale"), names.fresh(name + "_zero_point"));
        added.add(Tensors.ofFloats(made.scale(), new float[] {map.scale()}));
        added.add(Tensors.ofRaw(made.zeroPoint(), activationType(), new byte[] {(byte) map.zeroPoint()}));
        return made;
    }

    private ElementType activationType() {
        return signed ? ElementType.INT8 : ElementType.UINT8;
    }

    private void pair(String from, String root, String name, String to) {
        Parameters with = parametersOf(root);
        String integers = names.fresh(name + (signed ? "_int8" : "_uint8"));
        nodes.add(operator("QuantizeLinear", name + "_quantize", List.of(from, with.scale(), with.zeroPoint()))
                .addOutput(integers)
                .build());
        nodes.add(operator("DequantizeLinear", name + "_dequantize", List.of(integers, with.scale(), with.zeroPoint()))
                .addOutput(to)
                .build());
    }

    /** A constant that meets activations, as in {@code Add}: with their type, one scale and a zero point. */
    private String activationConstant(String name, TensorProto constant) {
        FloatBuffer values = Tensors.floats(constant);
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < values.limit(); i++) {
            low = Math.min(low, values.get(i));
            high = Math.max(high, values.get(i));
        }
        Affine map = Affine.of(low, high, range(scheme), false);
        byte[] integers = new byte[values.limit()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) map.quantize(values.get(i), range(scheme));
        }
        Parameters with = scalarParameters(name, map);
        String stored = names.fresh(name + (signed ? "_int8" : "_uint8"));
        added.add(Tensors.ofRaw(stored, activationType(), integers, Tensors.dims(constant)));
        released.add(name);
        String output = names.fresh(name + "_dequantized");
        nodes.add(operator("DequantizeLinear", name + "_dequantize", List.of(stored, with.scale(), with.zeroPoint()))
                .addOutput(output)
                .build());
        return output;
    }

    private void weighted(Weighted weighted, NodeProto.Builder node) {
        String input = weighted.input();
        Place place = plan.places().get(input);
        Affine map = maps.get(place == null ? input : place.root());
        if (map == null) {
            throw new IllegalArgumentException("no range for " + input);
        }
        WeightRounding rounding = weighted.rounding(scheme);
        float[] scales = scales(rounding);
        float[] bias = weighted.biases();
        if (bias != null) {
            scales = BiasRounding.widened(scales, rounding.zero(), map.scale(), bias, weighted.products());
        }
        node.setInput(0, readable(input));
        node.setInput(1, weights(weighted, rounding, scales));
        while (node.getInputCount() > 2) {
            List<String> kept = List.copyOf(node.getInputList().subList(0, node.getInputCount() - 1));
            released.add(node.getInput(node.getInputCount() - 1));
            node.clearInput().addAllInput(kept);
        }
        if (bias != null) {
            node.addInput(bias(weighted, bias, BiasRounding.units(scales, map.scale())));
        }
        if (node.getOpType().equals("Gemm")) {
            // Both factors are in the constants now; the integer kernel knows no beta.
            node.clearAttribute();
            weighted.node().getAttributeList().stream()
                    .filter(attribute -> !Set.of("alpha", "beta").contains(attribute.getName()))
                    .forEach(node::addAttribute);
        }
    }

    private static float[] scales(WeightRounding rounding) {
        try {
            return rounding.scales();
        } catch (Unsuitable e) {
            throw new IllegalStateException("The plan has looked at these weights before", e);
        }
    }

    /** The weights behind {@code DequantizeLinear}; nodes that share weights and scales share the integers. */
    private String weights(Weighted weighted, WeightRounding rounding, float[] scales) {
        String name = weighted.node().getInput(1);
        int axis = weighted.roundingAxis(scheme);
        String key = "weights " + name + " " + axis + " " + Arrays.toString(scales);
        WeightRounding.Rounded integers =
                rounded.computeIfAbsent(key, fresh -> rounding.round(names.fresh(name + "_int8"), scales));
        layers.add(new Layer(
                Names.label(weighted.node()),
                weighted.node().getOpType(),
                Tensors.elements(weighted.weights()),
                integers.sqnrDb(),
                integers.cosine()));
        released.add(name);
        return dequantized.computeIfAbsent(key, fresh -> {
            added.add(integers.values());
            return dequantize(name, integers.values().getName(), scales, axis, ElementType.INT8);
        });
    }

    private String bias(Weighted weighted, float[] bias, float[] units) {
        String name = weighted.node().getInput(2);
        String stored = names.fresh(name + "_int32");
        int[] integers = BiasRounding.round(bias, units);
        ByteBuffer raw = ByteBuffer.allocate(Integer.BYTES * integers.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(integers);
        added.add(Tensors.ofRaw(stored, ElementType.INT32, raw.array(), integers.length));
        float[] all = units;
        if (units.length > 1 && units.length < bias.length) {
            // Channels of groups share scales in turn, which one axis of the bias cannot say.
            all = new float[bias.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = units[i % units.length];
            }
        }
        return dequantize(name, stored, all, weighted.roundingAxis(scheme) < 0 ? -1 : 0, ElementType.INT32);
    }

    /** Integers with zero point 0 as floats; one scale for all where the axis is -1. */
    private String dequantize(String name, String stored, float[] scales, int axis, ElementType type) {
        String scale = names.fresh(stored + "_scale");
        String zeroPoint = names.fresh(stored + "_zero_point");
        long[] shape = axis < 0 ? new long[0] : new long[] {scales.length};
        added.add(Tensors.ofFloats(scale, scales, shape));
        added.add(Tensors.ofRaw(zeroPoint, type, new byte[scales.length * type.bits() / Byte.SIZE], shape));
        String output = names.fresh(name + "_dequantized");
        NodeProto.Builder node = operator("DequantizeLinear", name + "_dequantize", List.of(stored, scale, zeroPoint));
        if (axis >= 0) {
            node.addAttribute(Attributes.integer("axis", axis));
        }
        nodes.add(node.addOutput(output).build());
        return output;
    }

    private NodeProto.Builder operator(String type, String name, List<String> inputs) {
        return NodeProto.newBuilder().setOpType(type).setName(names.fresh(name)).addAllInput(inputs);
    }
}
