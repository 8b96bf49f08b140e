package dev.assay.webapp.web;

import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The kernels of two runs of one model side by side. A kernel stands for one or several nodes of the model as given;
 * kernels of either run that share such a node, directly or through others, are one row, so that each row compares the
 * same part of the model. Kernels that stand for no known node are joined by their operator.
 *
 * @param rows   the largest difference first
 * @param totalA kernel time of one inference, µs
 * @param totalB likewise
 */
public record NodeJoin(List<Row> rows, double totalA, double totalB) {
    /**
     * One part of the model.
     *
     * @param nodes   nodes of the model as given; empty where none are known
     * @param kernelsA what ran for it, as words
     * @param microsA in microseconds; 0 when nothing ran
     */
    public record Row(
            String name, List<String> nodes, String kernelsA, String kernelsB, double microsA, double microsB) {
        public double difference() {
            return microsB - microsA;
        }
    }

    public NodeJoin {
        rows = List.copyOf(rows);
    }

    static NodeJoin of(Profile a, Profile b) {
        Map<String, String> parent = new HashMap<>();
        for (Profile profile : List.of(a, b)) {
            for (NodeTime kernel : profile.nodes()) {
                kernel.sources().forEach(source -> parent.putIfAbsent(source, source));
                for (int i = 1; i < kernel.sources().size(); i++) {
                    parent.put(
                            root(parent, kernel.sources().get(i)),
                            root(parent, kernel.sources().get(0)));
                }
            }
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        a.nodes().forEach(kernel -> part(parts, parent, kernel).a.add(kernel));
        b.nodes().forEach(kernel -> part(parts, parent, kernel).b.add(kernel));
        List<Row> rows = parts.values().stream()
                .map(Part::row)
                .sorted(Comparator.comparingDouble((Row row) -> Math.abs(row.difference()))
                        .reversed())
                .toList();
        return new NodeJoin(rows, sum(a.nodes()), sum(b.nodes()));
    }

    private static final class Part {
        private final List<NodeTime> a = new ArrayList<>();
        private final List<NodeTime> b = new ArrayList<>();

        Row row() {
            TreeSet<String> nodes = new TreeSet<>();
            a.forEach(kernel -> nodes.addAll(kernel.sources()));
            b.forEach(kernel -> nodes.addAll(kernel.sources()));
            String name = nodes.isEmpty()
                    ? "no known node"
                    : nodes.size() == 1 ? nodes.first() : common(nodes.first(), nodes.last());
            return new Row(name, List.copyOf(nodes), words(a), words(b), sum(a), sum(b));
        }
    }

    private static Part part(Map<String, Part> parts, Map<String, String> parent, NodeTime kernel) {
        String key = kernel.sources().isEmpty()
                ? "\n" + kernel.op()
                : root(parent, kernel.sources().get(0));
        return parts.computeIfAbsent(key, k -> new Part());
    }

    private static String root(Map<String, String> parent, String node) {
        String at = node;
        while (!parent.getOrDefault(at, at).equals(at)) {
            String above = parent.getOrDefault(at, at);
            parent.put(at, parent.getOrDefault(above, above));
            at = above;
        }
        return at;
    }

    /** What the first and the last name of a sorted set share, up to a slash; the first name where that is nothing. */
    private static String common(String first, String last) {
        int same = 0;
        while (same < Math.min(first.length(), last.length()) && first.charAt(same) == last.charAt(same)) {
            same++;
        }
        int slash = first.lastIndexOf('/', Math.max(0, same - 1));
        return slash > 0 ? first.substring(0, slash) : first + " and others";
    }

    private static double sum(List<NodeTime> kernels) {
        return kernels.stream().mapToDouble(NodeTime::micros).sum();
    }

    private static String words(List<NodeTime> kernels) {
        Map<String, Long> counts = kernels.stream()
                .collect(Collectors.groupingBy(
                        kernel -> shortened(kernel.op()) + " " + kernel.precision(),
                        LinkedHashMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String shortened(String op) {
        return op.substring(op.lastIndexOf('.') + 1);
    }
}
