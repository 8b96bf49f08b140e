package dev.assay.portal.experiments;

import dev.assay.onnx.outline.GraphGroups;
import dev.assay.onnx.outline.GraphLayout;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Colours the outline of a model by a measurement. */
final class RunGraph {
    private final GraphOutline outline;
    private final Map<String, Long> flops;
    private final GraphGroups groups;
    private final List<NodeTime> times;
    private final double total;
    private final int[] groupOf;
    private final Map<Integer, Map<Integer, Double>> microsByGroup = new HashMap<>();

    /**
     * What a rewrite and a profile tell.
     *
     * @param quantization null for {@code fp32}
     * @param profile      null without one
     */
    record Findings(
            Measurement.@Nullable QuantizationSummary quantization,
            List<MeasurementDetails.Layer> layers,
            MeasurementDetails.@Nullable Profile profile) {
        static final Findings NONE = new Findings(null, List.of(), null);

        static Findings of(@Nullable Measurement measurement) {
            return measurement == null
                    ? NONE
                    : new Findings(
                            measurement.quantization(),
                            measurement.details().layers(),
                            measurement.details().profile());
        }

        /** Those of the scheme that was measured in turns with the run's own. */
        static Findings ofSecond(@Nullable Measurement measurement) {
            MeasurementDetails.Versus versus =
                    measurement == null ? null : measurement.details().versus();
            MeasurementDetails.Second second = versus == null ? null : versus.second();
            return second == null ? NONE : new Findings(second.quantization(), second.layers(), second.profile());
        }
    }

    private RunGraph(ModelSketch sketch, Findings findings, int limit) {
        outline = sketch.outline();
        flops = sketch.flops();
        groups = GraphGroups.of(outline, limit);
        MeasurementDetails.Profile profile = findings.profile();
        times = profile == null ? List.of() : profile.nodes();
        total = times.stream().mapToDouble(NodeTime::micros).sum();
        groupOf = new int[outline.nodes().size()];
        for (int group = 0; group < groups.groups().size(); group++) {
            for (int member : groups.groups().get(group).members()) {
                groupOf[member] = group;
            }
        }
    }

    /**
     * Draws a model.
     *
     * @param limit most nodes
     */
    static GraphView of(ModelSketch sketch, Findings findings, int limit) {
        return new RunGraph(sketch, findings, limit).view(findings);
    }

    private GraphView view(Findings findings) {
        List<GraphView.Kernel> kernels = kernels();
        GraphLayout layout = GraphLayout.of(
                groups.groups().stream().map(GraphGroups.Group::after).toList());
        Map<String, String> skipped = new LinkedHashMap<>();
        Set<String> rewritten = new HashSet<>();
        Measurement.QuantizationSummary summary = findings.quantization();
        if (summary != null) {
            summary.skippedNodes().forEach(node -> skipped.putIfAbsent(node.node(), node.reason()));
        }
        findings.layers().forEach(layer -> rewritten.add(layer.node()));
        List<GraphView.Node> nodes = new ArrayList<>();
        List<GraphView.Edge> edges = new ArrayList<>();
        for (int id = 0; id < groups.groups().size(); id++) {
            GraphGroups.Group group = groups.groups().get(id);
            nodes.add(node(id, group, layout, skipped, rewritten));
            for (int before : group.after()) {
                edges.add(new GraphView.Edge(before, id));
            }
        }
        double joined = kernels.stream()
                .filter(kernel -> !kernel.nodes().isEmpty())
                .mapToDouble(GraphView.Kernel::micros)
                .sum();
        MeasurementDetails.Profile profile = findings.profile();
        return new GraphView(
                outline.nodes().size(),
                groups.isWhole(),
                layout.layers(),
                layout.width(),
                profile == null ? 0 : profile.runs(),
                total,
                total > 0 ? joined / total : 0,
                nodes,
                edges,
                kernels);
    }

    /** Kernels with the groups they belong to; the time of each is divided on the way. */
    private List<GraphView.Kernel> kernels() {
        Map<String, Integer> byName = new HashMap<>();
        outline.nodes().forEach(node -> byName.putIfAbsent(node.name(), node.id()));
        List<GraphView.Kernel> kernels = new ArrayList<>();
        for (NodeTime time : times) {
            int id = kernels.size();
            List<Integer> sources = time.sources().stream()
                    .filter(byName::containsKey)
                    .map(name -> byName.getOrDefault(name, 0))
                    .toList();
            double weights = sources.stream().mapToDouble(this::weight).sum();
            TreeSet<Integer> into = new TreeSet<>();
            for (int source : sources) {
                into.add(groupOf[source]);
                microsByGroup
                        .computeIfAbsent(groupOf[source], group -> new LinkedHashMap<>())
                        .merge(id, time.micros() * weight(source) / weights, Double::sum);
            }
            kernels.add(new GraphView.Kernel(
                    id,
                    time.node(),
                    time.op(),
                    time.provider(),
                    time.micros(),
                    total > 0 ? time.micros() / total : 0,
                    time.precision(),
                    List.copyOf(into)));
        }
        return kernels;
    }

    private double weight(int node) {
        return Math.max(1, flops.getOrDefault(outline.nodes().get(node).name(), 0L));
    }

    private GraphView.Node node(
            int id, GraphGroups.Group group, GraphLayout layout, Map<String, String> skipped, Set<String> rewritten) {
        List<GraphOutline.Node> members =
                group.members().stream().map(outline.nodes()::get).toList();
        Map<Integer, Double> kernels = microsByGroup.getOrDefault(id, Map.of());
        double micros =
                kernels.values().stream().mapToDouble(Double::doubleValue).sum();
        String precision = kernels.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> times.get(entry.getKey()).precision())
                .orElse(null);
        boolean small = kernels.keySet().stream()
                .map(kernel -> times.get(kernel).precision())
                .anyMatch(RunGraph::isQuantized);
        String reason = members.stream()
                .map(node -> skipped.get(node.name()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        boolean changed = members.stream().anyMatch(node -> rewritten.contains(node.name()));
        GraphView.State state = reason != null && !changed
                ? GraphView.State.SKIPPED
                : changed || small ? GraphView.State.QUANTIZED : GraphView.State.UNTOUCHED;
        boolean known = members.stream().anyMatch(node -> flops.containsKey(node.name()));
        return new GraphView.Node(
                id,
                group.name(),
                members.stream()
                        .max(Comparator.comparingLong(node -> flops.getOrDefault(node.name(), 0L)))
                        .map(GraphOutline.Node::op)
                        .orElse(""),
                members.size(),
                layout.layer().get(id),
                layout.column().get(id),
                times.isEmpty() ? null : micros,
                times.isEmpty() || total <= 0 ? null : micros / total,
                precision,
                state,
                state == GraphView.State.SKIPPED ? reason : null,
                members.stream().mapToLong(GraphOutline.Node::weightBytes).sum(),
                known
                        ? members.stream()
                                .mapToLong(node -> flops.getOrDefault(node.name(), 0L))
                                .sum()
                        : null,
                List.copyOf(kernels.keySet()));
    }

    private static boolean isQuantized(String precision) {
        return precision.equals("int8") || precision.equals("int4") || precision.equals("int2");
    }
}
