package dev.assay.onnx.outline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * A graph made small enough to draw. Nodes that follow each other and share the beginning of their names
 * ({@code /encoder/layer.0/...}) become one; where names have no parts, a fixed number of neighbours does. Runs of
 * neighbours in an order in which every node comes after what it needs can be merged without making a cycle; groups by
 * name alone cannot.
 *
 * @param groups in such an order
 */
public record GraphGroups(List<Group> groups) {
    /**
     * Some nodes drawn as one.
     *
     * @param name    of the node, or the shared beginning of the names, or the first and the last of them
     * @param members ids of nodes of the outline, in order
     * @param after   places of the groups directly before, ascending
     */
    public record Group(String name, List<Integer> members, List<Integer> after) {
        public Group {
            members = List.copyOf(members);
            after = List.copyOf(after);
        }
    }

    private static final int DEEPEST = 12;

    public GraphGroups {
        groups = List.copyOf(groups);
    }

    /** Whether every group is a single node. */
    public boolean isWhole() {
        return groups.stream().allMatch(group -> group.members().size() == 1);
    }

    /**
     * Groups a graph.
     *
     * @param limit most groups, at least 1; a graph with fewer nodes is left whole
     */
    public static GraphGroups of(GraphOutline outline, int limit) {
        List<GraphOutline.Node> order = ordered(outline);
        if (order.size() <= limit) {
            return grouped(outline, runs(order, DEEPEST, true));
        }
        for (int depth = DEEPEST; depth >= 1; depth--) {
            List<List<GraphOutline.Node>> runs = runs(order, depth, false);
            if (runs.size() <= limit) {
                return grouped(outline, runs);
            }
        }
        int size = Math.ceilDiv(order.size(), limit);
        List<List<GraphOutline.Node>> chunks = new ArrayList<>();
        for (int from = 0; from < order.size(); from += size) {
            chunks.add(order.subList(from, Math.min(order.size(), from + size)));
        }
        return grouped(outline, chunks);
    }

    private static List<GraphOutline.Node> ordered(GraphOutline outline) {
        boolean inOrder =
                outline.nodes().stream().allMatch(node -> node.after().stream().allMatch(before -> before < node.id()));
        if (inOrder) {
            return outline.nodes();
        }
        List<Integer> layer = GraphLayout.of(
                        outline.nodes().stream().map(GraphOutline.Node::after).toList())
                .layer();
        ToIntFunction<GraphOutline.Node> byLayer = node -> layer.get(node.id());
        return outline.nodes().stream()
                .sorted(Comparator.comparingInt(byLayer).thenComparingInt(GraphOutline.Node::id))
                .toList();
    }

    private static List<List<GraphOutline.Node>> runs(List<GraphOutline.Node> order, int depth, boolean single) {
        List<List<GraphOutline.Node>> runs = new ArrayList<>();
        String last = "";
        for (GraphOutline.Node node : order) {
            String prefix = prefix(node, depth);
            if (single || runs.isEmpty() || prefix.isEmpty() || !prefix.equals(last)) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(node);
            last = prefix;
        }
        return runs;
    }

    /** The first parts of a name, without its last; empty where there is only one. */
    private static String prefix(GraphOutline.Node node, int depth) {
        String name = node.name();
        int end = 0;
        for (int part = 0; part < depth; part++) {
            int next = name.indexOf('/', end + 1);
            if (next < 0) {
                break;
            }
            end = next;
        }
        return name.substring(0, end);
    }

    private static GraphGroups grouped(GraphOutline outline, List<List<GraphOutline.Node>> runs) {
        int[] group = new int[outline.nodes().size()];
        for (int i = 0; i < runs.size(); i++) {
            for (GraphOutline.Node node : runs.get(i)) {
                group[node.id()] = i;
            }
        }
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<GraphOutline.Node> members = runs.get(i);
            TreeSet<Integer> after = new TreeSet<>();
            members.forEach(node -> node.after().forEach(before -> after.add(group[before])));
            after.remove(i);
            groups.add(new Group(
                    name(members), members.stream().map(GraphOutline.Node::id).toList(), List.copyOf(after)));
        }
        return new GraphGroups(groups);
    }

    private static String name(List<GraphOutline.Node> members) {
        String first = members.getFirst().name();
        if (members.size() == 1) {
            return first;
        }
        String last = members.getLast().name();
        int same = 0;
        while (same < Math.min(first.length(), last.length()) && first.charAt(same) == last.charAt(same)) {
            same++;
        }
        int slash = first.lastIndexOf('/', Math.max(0, same - 1));
        return slash > 0 ? first.substring(0, slash) : first + " ... " + last;
    }
}
