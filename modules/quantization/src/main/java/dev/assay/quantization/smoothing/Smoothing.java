package dev.assay.quantization.smoothing;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.Unused;
import dev.assay.quantization.qdq.Wiring;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Divides each channel of an activation by a factor and multiplies the weights that meet it by the same: the products
 * stay what they were, while the channels of the activation become more alike.
 *
 * <p>The factor of channel {@code j} is {@code max|X_j|^alpha / max|W_j|^(1 - alpha)} over all examples and over all
 * weights that read the activation, at least 1e-5 (Xiao et al., "SmoothQuant", 2023, equation 4), rounded to a power of
 * two: then every division and multiplication is exact and the model in float32 computes the same bits as before, unless
 * a sum is ordered differently. A channel that is zero on either side keeps factor 1.
 *
 * <p>The division is done by the layer before where nobody else reads its result: by the scale and bias of
 * {@code LayerNormalization}, by a constant factor of {@code Mul}, or by {@code Mul} and {@code Add} as older exports
 * write a normalization. Elsewhere a {@code Mul} is added. A tensor whose values change gets a new name.
 */
public final class Smoothing {
    private static final double LEAST_FACTOR = 1e-5;

    /** Steps from the error function to the end of a GELU as exports write it. */
    private static final int GELU_DEPTH = 3;

    private static final Set<String> ARITHMETIC = Set.of("Add", "Mul", "Div");

    private final OnnxModel model;
    private final double alpha;
    private final Wiring wiring;
    private final Names names;
    private final List<NodeProto> nodes;
    private final Map<Integer, NodeProto> inserted = new LinkedHashMap<>();
    private final GraphProto.Builder graph;
    private final Set<String> released = new HashSet<>();

    /**
     * A smoothed model.
     *
     * @param model  the model itself when there was nothing to smooth
     * @param folded activations that the layer before divides
     * @param added  activations for which a {@code Mul} was added
     * @param notes  what was done, in sentences
     */
    public record Smoothed(OnnxModel model, int folded, int added, List<String> notes) {}

    private Smoothing(OnnxModel model, double alpha) {
        this.model = model;
        this.alpha = alpha;
        this.graph = model.proto().getGraph().toBuilder();
        this.wiring = new Wiring(model.proto().getGraph());
        this.names = new Names(model.proto());
        this.nodes = new ArrayList<>(model.proto().getGraph().getNodeList());
    }

    /**
     * Smooths the activations of all products with constant matrices in the main graph.
     *
     * @param alpha   share of the outliers that moves into the weights, above 0 to 1
     * @param exclude names of nodes that do not count as products
     * @throws ActivationsUnavailable when the model cannot be run on the examples
     */
    public static Smoothed of(OnnxModel model, Activations activations, double alpha, List<String> exclude)
            throws ActivationsUnavailable {
        return new Smoothing(model, alpha).run(activations, Set.copyOf(new HashSet<>(exclude)));
    }

    private Smoothed run(Activations activations, Set<String> excluded) throws ActivationsUnavailable {
        Map<String, List<Linear>> groups = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Linear linear = Linear.of(i, nodes.get(i), wiring);
            if (linear != null && !excluded.contains(Names.label(nodes.get(i)))) {
                groups.computeIfAbsent(nodes.get(i).getInput(0), input -> new ArrayList<>())
                        .add(linear);
            }
        }
        Map<String, float[]> magnitudes = new LinkedHashMap<>();
        groups.forEach((input, readers) ->
                magnitudes.put(input, new float[readers.get(0).channels()]));
        Set<String> unfit = observe(magnitudes, activations);
        int folded = 0;
        int added = 0;
        for (Map.Entry<String, List<Linear>> group : groups.entrySet()) {
            String input = group.getKey();
            float[] factors = unfit.contains(input) ? null : factors(magnitudes.get(input), group.getValue());
            if (factors == null) {
                continue;
            }
            if (smooth(input, group.getValue(), factors)) {
                folded++;
            } else {
                added++;
            }
        }
        return result(folded, added, unfit.size());
    }

    /** The largest magnitude of each channel; the answer is what has other channels than expected, or no numbers. */
    private Set<String> observe(Map<String, float[]> magnitudes, Activations activations)
            throws ActivationsUnavailable {
        Set<String> unfit = new HashSet<>();
        if (magnitudes.isEmpty()) {
            return unfit;
        }
        activations.observe(model, List.copyOf(magnitudes.keySet()), (example, name, shape, values) -> {
            float[] largest = magnitudes.get(name);
            if (largest == null) {
                return;
            }
            if (shape.isEmpty() || shape.get(shape.size() - 1) != largest.length) {
                unfit.add(name);
                return;
            }
            for (int i = 0; i < values.length; i++) {
                int channel = i % largest.length;
                largest[channel] = Math.max(largest[channel], Math.abs(values[i]));
                if (!Float.isFinite(values[i])) {
                    unfit.add(name);
                }
            }
        });
        return unfit;
    }

    /** Powers of two, or null when all of them are 1. */
    private float @Nullable [] factors(float @Nullable [] activation, List<Linear> readers) {
        if (activation == null) {
            return null;
        }
        float[] weights = new float[activation.length];
        for (Linear reader : readers) {
            if (reader.channels() != activation.length) {
                return null;
            }
            reader.raise(weights);
        }
        float[] factors = new float[activation.length];
        boolean changes = false;
        for (int channel = 0; channel < factors.length; channel++) {
            boolean empty = activation[channel] == 0 || weights[channel] == 0 || !Float.isFinite(weights[channel]);
            double factor = empty
                    ? 1
                    : Math.max(
                            StrictMath.pow(activation[channel], alpha) / StrictMath.pow(weights[channel], 1 - alpha),
                            LEAST_FACTOR);
            factors[channel] = Math.scalb(1f, (int) Math.rint(StrictMath.log(factor) / StrictMath.log(2)));
            changes |= factors[channel] != 1;
        }
        return changes ? factors : null;
    }

    /** Changes weights and activation; the answer is whether the layer before does the division. */
    private boolean smooth(String input, List<Linear> readers, float[] factors) {
        float[] inverse = new float[factors.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = 1 / factors[i];
        }
        String smoothed = names.fresh(input + "_smoothed");
        boolean folded = fold(input, readers, inverse, smoothed);
        if (!folded) {
            String divisor = names.fresh(input + "_smoothing");
            graph.addInitializer(Tensors.ofFloats(divisor, inverse, inverse.length));
            inserted.put(
                    readers.get(0).number(),
                    NodeProto.newBuilder()
                            .setOpType("Mul")
                            .setName(names.fresh(input + "_smooth"))
                            .addInput(input)
                            .addInput(divisor)
                            .addOutput(smoothed)
                            .build());
        }
        for (Linear reader : readers) {
            NodeProto node = nodes.get(reader.number());
            String weights = names.fresh(node.getInput(1) + "_smoothed");
            graph.addInitializer(reader.times(factors, weights));
            released.add(node.getInput(1));
            nodes.set(
                    reader.number(),
                    node.toBuilder().setInput(0, smoothed).setInput(1, weights).build());
        }
        return folded;
    }

    private boolean fold(String input, List<Linear> readers, float[] inverse, String smoothed) {
        Set<Integer> numbers = readers.stream().map(Linear::number).collect(Collectors.toSet());
        Integer maker = wiring.maker(input);
        if (maker == null || wiring.isFixed(input) || !wiring.readers(input).equals(numbers)) {
            return false;
        }
        ConstantFactors factors = new ConstantFactors(wiring, names, inverse);
        NodeProto node = nodes.get(maker);
        if (leadsFrom(node, "Erf", GELU_DEPTH) || leadsFrom(node, "Tanh", GELU_DEPTH)) {
            return false; // the runtime knows the pattern with its numbers, and one more Mul costs less than the
            // pattern
        }
        NodeProto changed = factors.divided(node);
        if (changed == null && node.getOpType().equals("Add")) {
            changed = foldSum(maker, node, factors);
        }
        if (changed == null) {
            return false;
        }
        nodes.set(maker, changed.toBuilder().setOutput(0, smoothed).build());
        factors.made().forEach(graph::addInitializer);
        released.addAll(factors.replaced());
        return true;
    }

    /** Whether a node computes arithmetic on what an operator made, within some steps. */
    private boolean leadsFrom(NodeProto node, String op, int steps) {
        if (node.getOpType().equals(op)) {
            return true;
        }
        if (steps == 0 || !ARITHMETIC.contains(node.getOpType())) {
            return false;
        }
        return node.getInputList().stream()
                .map(wiring::maker)
                .anyMatch(maker -> maker != null && leadsFrom(nodes.get(maker), op, steps - 1));
    }

    /** {@code Add(Mul(x, gamma), beta)}: both constants are divided. */
    private @Nullable NodeProto foldSum(int number, NodeProto sum, ConstantFactors factors) {
        for (int side = 0; side < 2; side++) {
            String product = sum.getInput(side);
            Integer maker = wiring.maker(product);
            if (maker == null
                    || !wiring.isReadOnlyBy(product, number)
                    || wiring.constant(sum.getInput(1 - side)) == null) {
                continue;
            }
            NodeProto node = nodes.get(maker);
            NodeProto scaled = node.getOpType().equals("Mul") ? factors.divided(node) : null;
            String beta = scaled == null ? null : factors.divided(sum.getInput(1 - side));
            if (scaled != null && beta != null) {
                String renamed = names.fresh(product + "_smoothed");
                nodes.set(maker, scaled.toBuilder().setOutput(0, renamed).build());
                return sum.toBuilder()
                        .setInput(side, renamed)
                        .setInput(1 - side, beta)
                        .build();
            }
        }
        return null;
    }

    private Smoothed result(int folded, int added, int unfit) {
        List<String> notes = new ArrayList<>();
        if (unfit > 0) {
            notes.add(
                    unfit + " activations were not smoothed, because calibration saw NaN, infinity or another number of"
                            + " channels.");
        }
        if (folded + added == 0) {
            notes.add("There was nothing to smooth.");
            return new Smoothed(model, 0, 0, notes);
        }
        notes.add("Outliers of " + (folded + added) + " activations were moved into the weights (alpha " + alpha + "): "
                + folded + " by the layer before, " + added + " by an added Mul.");
        graph.clearNode();
        for (int i = 0; i < nodes.size(); i++) {
            NodeProto before = inserted.get(i);
            if (before != null) {
                graph.addNode(before);
            }
            graph.addNode(nodes.get(i));
        }
        OnnxModel smoothed = OnnxModel.of(model.proto().toBuilder()
                .setGraph(Unused.remove(graph, released))
                .build());
        return new Smoothed(smoothed, folded, added, notes);
    }
}
