package dev.assay.quantization.qdq;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Names;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.Affine;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.calibration.Calibration;
import dev.assay.quantization.calibration.RangeTable;
import dev.assay.quantization.calibration.TensorRange;
import dev.assay.quantization.qdq.StaticPlan.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans, calibrates and rewrites a main graph. Bodies of control flow stay in floating point: calibration sees the values
 * of the main graph only.
 */
public final class StaticQuantization {
    /** The least version of the default operators: {@code DequantizeLinear} has an axis from here on. */
    public static final int OPSET = 13;

    private static final int NAMED = 5;

    private final OnnxModel model;
    private final GraphProto graph;
    private final Scheme.Int8Static scheme;
    private final Activations activations;
    private final Map<String, String> unusable = new HashMap<>();
    private final Set<Integer> kept = new HashSet<>();
    private RangeTable ranges;

    /**
     * What was made of a graph.
     *
     * @param graph   the new graph; the old one when no node was rewritten
     * @param layers  rewritten nodes in graph order
     * @param skipped nodes left alone, with the reason
     * @param notes   sentences about the graph as a whole
     * @param ranges  what calibration saw
     */
    public record Outcome(
            GraphProto graph, List<Layer> layers, List<Skipped> skipped, List<String> notes, RangeTable ranges) {}

    private StaticQuantization(OnnxModel model, Scheme.Int8Static scheme, Activations activations) {
        this.model = model;
        this.graph = model.proto().getGraph();
        this.scheme = scheme;
        this.activations = activations;
        this.ranges = new RangeTable(scheme.method(), scheme.percentile(), activations.examples(), List.of());
    }

    /** The operators that the option {@code ops} may name. */
    public static Set<String> operators() {
        return StaticPlan.ROLES.keySet();
    }

    /**
     * Rewrites the main graph of a model.
     *
     * @param model of operator set {@link #OPSET} or later
     * @throws ActivationsUnavailable when the model cannot be run on the examples
     */
    public static Outcome of(OnnxModel model, Scheme.Int8Static scheme, Activations activations)
            throws ActivationsUnavailable {
        return new StaticQuantization(model, scheme, activations).run();
    }

    private Outcome run() throws ActivationsUnavailable {
        Set<Integer> merged = MergedSums.of(graph, new Wiring(graph), model.opset());
        int known = -1;
        while (unusable.size() + kept.size() > known) {
            known = unusable.size() + kept.size();
            StaticPlan plan = new StaticPlan(graph, scheme, unusable, kept, merged);
            calibrate(plan);
            Map<String, Affine> maps = maps(plan);
            if (maps.size() < plan.roots().size() || keepsMore(plan, maps)) {
                continue; // with one more tensor or node that the next plan leaves alone
            }
            QdqRewrite rewrite = new QdqRewrite(graph, plan, scheme, maps, new Names(model.proto()));
            GraphProto rewritten = plan.nodes().isEmpty() ? graph : rewrite.rewrite();
            return new Outcome(rewritten, rewrite.layers(), plan.skipped(), notes(plan), ranges);
        }
        throw new IllegalStateException("The plan uses a tensor without a range: " + unusable.keySet());
    }

    private void calibrate(StaticPlan plan) throws ActivationsUnavailable {
        Map<String, TensorRange> known = ranges.byTensor();
        List<String> missing =
                plan.roots().stream().filter(root -> !known.containsKey(root)).toList();
        if (!missing.isEmpty()) {
            ranges = ranges.and(Calibration.of(model, missing, activations, scheme.method(), scheme.percentile()));
        }
    }

    /** The map of every root that has one; the others are unusable from now on. */
    private Map<String, Affine> maps(StaticPlan plan) {
        Map<String, TensorRange> known = ranges.byTensor();
        Map<String, Affine> maps = new HashMap<>();
        for (String root : plan.roots()) {
            TensorRange range = known.get(root);
            if (range == null || range.values() == 0) {
                unusable.put(root, "calibration saw no value of " + root);
            } else if (!range.finite()) {
                unusable.put(root, "calibration saw NaN or infinity in " + root);
            } else {
                Affine map = Affine.of(range.min(), range.max(), QdqRewrite.range(scheme), false);
                if (map.isUsable()) {
                    maps.put(root, map);
                } else {
                    unusable.put(root, "the values of " + root + " span more than float32 can hold");
                }
            }
        }
        return maps;
    }

    /** Whether the integers found for a folded activation function do not confine their input as it does. */
    private boolean keepsMore(StaticPlan plan, Map<String, Affine> maps) {
        boolean more = false;
        for (int activation : plan.folded()) {
            Affine map = maps.get(graph.getNode(activation).getOutput(0));
            if (map != null && !plan.limits(activation).hold(map, QdqRewrite.range(scheme))) {
                more |= kept.add(activation);
            }
        }
        return more;
    }

    private List<String> notes(StaticPlan plan) {
        List<String> notes = new ArrayList<>();
        if (!plan.folded().isEmpty()) {
            notes.add(plan.folded().size() + " Relu or Clip nodes were removed: the range of the integers does their"
                    + " work.");
        }
        if (!plan.outside().isEmpty()) {
            notes.add("Nodes between floating-point values stayed so, because rounding would save nothing there: "
                    + plan.outside().entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        List<String> constant = plan.roots().stream()
                .filter(root -> {
                    TensorRange range = ranges.of(root);
                    return range != null && range.isUsable() && range.min() == range.max();
                })
                .sorted()
                .toList();
        if (!constant.isEmpty()) {
            notes.add("Calibration saw a single value in "
                    + String.join(", ", constant.subList(0, Math.min(NAMED, constant.size())))
                    + (constant.size() > NAMED ? " and " + (constant.size() - NAMED) + " more" : "")
                    + ": dead or constant there, so anything else is cut off. Check the model, or calibrate with examples"
                    + " that reach it.");
        }
        long transposed = plan.nodes().keySet().stream()
                .filter(node -> graph.getNode(node).getOpType().equals("ConvTranspose"))
                .count();
        if (transposed > 0) {
            notes.add(transposed
                    + " ConvTranspose nodes store their weights in 8 bits and are computed in floating point:"
                    + " ONNX Runtime has no integer kernel for them on CPUs.");
        }
        long normalizations = graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("BatchNormalization"))
                .map(node -> plan.wiring().maker(node.getInput(0)))
                .filter(maker -> maker != null && plan.nodes().get(maker) == Role.WEIGHTED)
                .count();
        if (normalizations > 0) {
            notes.add(normalizations + " BatchNormalization nodes follow quantized convolutions and run in floating"
                    + " point; a model that was simplified first has them in its weights and is faster and closer.");
        }
        return notes;
    }
}
