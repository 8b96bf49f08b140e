package dev.assay.onnx.outline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which nodes of a graph a rewritten graph's nodes stand for.
 *
 * <p>Rewriters (our quantizer, ONNX Runtime's optimiser) keep the names of values that survive. A node that makes a
 * surviving value stands for everything that the old graph does between that value and the next surviving ones before it:
 * so a fused kernel stands for the nodes that it swallowed, whatever it is called. A node that makes only new values
 * (a rounding step, a changed memory layout) serves the nodes behind it and stands for what they stand for; where nothing
 * is behind it, its name is compared.
 *
 * @param links one for each node of the new graph, in its order
 */
public record GraphJoin(List<Link> links) {
    /**
     * What one new node stands for.
     *
     * @param sources ids of old nodes, ascending; empty when none could be found
     * @param direct  whether the node makes a value of the old graph itself, and does not merely serve one that does
     */
    public record Link(List<Integer> sources, boolean direct) {
        static final Link NONE = new Link(List.of(), false);

        public Link {
            sources = List.copyOf(sources);
        }
    }

    /** What ONNX Runtime appends to the name of the value that a convolution with its own memory layout makes. */
    private static final String BLOCKED_LAYOUT = "_nchwc";

    /** A step that serves more nodes than this says nothing about any of them. */
    private static final int MOST_SERVED = 16;

    public GraphJoin {
        links = List.copyOf(links);
    }

    /** A graph that was not changed. */
    public static GraphJoin identity(GraphOutline outline) {
        return new GraphJoin(outline.nodes().stream()
                .map(node -> new Link(List.of(node.id()), true))
                .toList());
    }

    /** Joins a graph to the one it was made from. */
    public static GraphJoin between(GraphOutline before, GraphOutline after) {
        return new Work(before, after).join();
    }

    /** Joins this join's new graph, which is {@code next}'s old one, through to {@code next}'s new one. */
    public GraphJoin then(GraphJoin next) {
        List<Link> through = new ArrayList<>();
        for (Link link : next.links) {
            TreeSet<Integer> own = new TreeSet<>();
            TreeSet<Integer> served = new TreeSet<>();
            for (int middle : link.sources()) {
                Link first = links.get(middle);
                (first.direct() ? own : served).addAll(first.sources());
            }
            through.add(
                    own.isEmpty() ? new Link(List.copyOf(served), false) : new Link(List.copyOf(own), link.direct()));
        }
        return new GraphJoin(through);
    }

    private static final class Work {
        private final GraphOutline before;
        private final GraphOutline after;
        private final Map<String, Integer> producers;
        private final Map<String, Integer> byName = new HashMap<>();
        private final Set<Integer> constant;
        private final List<Set<String>> makes = new ArrayList<>();
        private final Set<String> alive = new HashSet<>();

        Work(GraphOutline before, GraphOutline after) {
            this.before = before;
            this.after = after;
            this.producers = before.producers();
            this.constant = constant(before);
            Set<String> twice = new HashSet<>();
            for (GraphOutline.Node node : before.nodes()) {
                if (node.named() && byName.putIfAbsent(node.name(), node.id()) != null) {
                    twice.add(node.name());
                }
            }
            byName.keySet().removeAll(twice);
        }

        GraphJoin join() {
            for (GraphOutline.Node node : after.nodes()) {
                Set<String> values = new HashSet<>(node.outputs());
                values.retainAll(producers.keySet());
                if (node.name().endsWith(BLOCKED_LAYOUT)) {
                    values.add(node.name().substring(0, node.name().length() - BLOCKED_LAYOUT.length()));
                }
                Integer same = byName.get(node.name());
                if (same != null && before.nodes().get(same).op().equals(node.op())) {
                    values.addAll(before.nodes().get(same).outputs());
                }
                makes.add(values);
                alive.addAll(values);
            }
            List<Link> links = new ArrayList<>();
            for (GraphOutline.Node node : after.nodes()) {
                Set<Integer> swallowed = swallowed(makes.get(node.id()));
                links.add(swallowed.isEmpty() ? Link.NONE : new Link(List.copyOf(swallowed), true));
            }
            List<List<Integer>> behind = behind();
            for (GraphOutline.Node node : after.nodes()) {
                if (links.get(node.id()).sources().isEmpty()) {
                    Set<Integer> served = served(node.id(), links, behind);
                    links.set(node.id(), served.isEmpty() ? named(node) : new Link(List.copyOf(served), false));
                }
            }
            return new GraphJoin(links);
        }

        /** Old nodes between these values and the surviving ones before them. */
        private Set<Integer> swallowed(Collection<String> values) {
            TreeSet<Integer> found = new TreeSet<>();
            Deque<Integer> open = new ArrayDeque<>();
            values.forEach(value -> push(value, open));
            while (!open.isEmpty()) {
                int id = open.pop();
                if (!constant.contains(id) && found.add(id)) {
                    for (String input : before.nodes().get(id).inputs()) {
                        if (!alive.contains(input)) {
                            push(input, open);
                        }
                    }
                }
            }
            return found;
        }

        private void push(String value, Deque<Integer> open) {
            Integer producer = producers.get(value);
            if (producer != null) {
                open.push(producer);
            }
        }

        /** What the nearest nodes behind a node stand for. */
        private Set<Integer> served(int id, List<Link> links, List<List<Integer>> behind) {
            TreeSet<Integer> served = new TreeSet<>();
            Set<Integer> seen = new HashSet<>();
            Deque<Integer> open = new ArrayDeque<>(behind.get(id));
            while (!open.isEmpty() && served.size() <= MOST_SERVED) {
                int next = open.pop();
                if (seen.add(next)) {
                    if (links.get(next).direct()) {
                        served.addAll(links.get(next).sources());
                    } else {
                        behind.get(next).forEach(open::push);
                    }
                }
            }
            return served.size() > MOST_SERVED ? Set.of() : served;
        }

        private List<List<Integer>> behind() {
            List<List<Integer>> behind = new ArrayList<>();
            after.nodes().forEach(node -> behind.add(new ArrayList<>()));
            after.nodes()
                    .forEach(node ->
                            node.after().forEach(other -> behind.get(other).add(node.id())));
            return behind;
        }

        /** The old node whose name is the longest beginning of this one's, up to a separator. */
        private Link named(GraphOutline.Node node) {
            String name = node.name();
            for (int end = name.length(); end > 0; end--) {
                boolean edge = end == name.length() || name.charAt(end) == '_' || name.charAt(end) == '/';
                Integer id = edge ? byName.get(name.substring(0, end)) : null;
                if (id != null) {
                    return new Link(List.of(id), false);
                }
            }
            return Link.NONE;
        }

        /** Nodes that depend on constants alone: they are computed while the model loads. */
        private static Set<Integer> constant(GraphOutline outline) {
            Set<String> known = new HashSet<>(outline.constants().keySet());
            Set<Integer> constant = new HashSet<>();
            for (GraphOutline.Node node : outline.nodes()) {
                if (!node.inputs().isEmpty() && known.containsAll(node.inputs())) {
                    constant.add(node.id());
                    known.addAll(node.outputs());
                }
            }
            return constant;
        }
    }
}
