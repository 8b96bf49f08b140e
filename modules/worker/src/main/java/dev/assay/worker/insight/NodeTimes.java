package dev.assay.worker.insight;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.outline.GraphJoin;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings profile, optimised graph and the model as given together. */
public final class NodeTimes {
    /** A result travels through queues and rows; beyond this many kernels only the longest are kept. */
    static final int MOST_KERNELS = 5_000;

    private NodeTimes() {}

    /**
     * One entry per kernel, in the order of execution.
     *
     * @param trace     the profile
     * @param optimized the graph that ran
     * @param rewritten the model after a scheme was applied, or null when none was
     * @param original  the model as given
     */
    public static List<NodeTime> of(
            ProfileTrace trace, ModelProto optimized, @Nullable ModelProto rewritten, ModelProto original) {
        GraphOutline given = GraphOutline.of(original);
        GraphOutline loaded = rewritten == null ? given : GraphOutline.of(rewritten);
        GraphJoin changed = rewritten == null ? GraphJoin.identity(given) : GraphJoin.between(given, loaded);
        Map<String, Integer> bits = new HashMap<>();
        bits(optimized.getGraph(), bits);
        GraphOutline ran = GraphOutline.of(optimized);
        GraphJoin join = changed.then(GraphJoin.between(loaded, ran));
        List<Integer> nodes = match(trace, ran);
        List<NodeTime> times = new ArrayList<>();
        for (int i = 0; i < trace.kernels().size(); i++) {
            ProfileTrace.Kernel kernel = trace.kernels().get(i);
            int id = nodes.get(i);
            String op = id < 0 ? kernel.op() : ran.nodes().get(id).op();
            times.add(new NodeTime(
                    kernel.name(),
                    op,
                    kernel.provider(),
                    kernel.micros(),
                    id < 0
                            ? List.of()
                            : join.links().get(id).sources().stream()
                                    .map(source -> given.nodes().get(source).name())
                                    .toList(),
                    Precision.of(op, bits.getOrDefault(kernel.name(), 0), kernel.inputs(), kernel.outputs())));
        }
        return longest(times);
    }

    private static List<NodeTime> longest(List<NodeTime> times) {
        if (times.size() <= MOST_KERNELS) {
            return times;
        }
        Set<NodeTime> kept = new HashSet<>(times.stream()
                .sorted(Comparator.comparingDouble(NodeTime::micros).reversed())
                .limit(MOST_KERNELS)
                .toList());
        return times.stream().filter(kept::contains).toList();
    }

    /** The node of the graph for each kernel: the next unused one of that operator and name; -1 where there is none. */
    private static List<Integer> match(ProfileTrace trace, GraphOutline ran) {
        Map<String, Deque<Integer>> open = new HashMap<>();
        for (GraphOutline.Node node : ran.nodes()) {
            String op = node.op().substring(node.op().lastIndexOf('.') + 1);
            open.computeIfAbsent(op + " " + (node.named() ? node.name() : ""), key -> new ArrayDeque<>())
                    .add(node.id());
        }
        List<Integer> nodes = new ArrayList<>();
        for (ProfileTrace.Kernel kernel : trace.kernels()) {
            Deque<Integer> same = open.getOrDefault(kernel.op() + " " + kernel.name(), new ArrayDeque<>());
            Deque<Integer> nameless = open.getOrDefault(kernel.op() + " ", new ArrayDeque<>());
            Integer node = same.isEmpty() ? nameless.poll() : same.poll();
            nodes.add(node == null ? -1 : node);
        }
        return nodes;
    }

    private static void bits(GraphProto graph, Map<String, Integer> bits) {
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.getName().equals("bits") && GraphAudit.isQuantized(GraphOutline.op(node))) {
                    bits.put(node.getName(), (int) attribute.getI());
                }
                if (attribute.hasG()) {
                    bits(attribute.getG(), bits);
                }
            }
        }
    }
}
