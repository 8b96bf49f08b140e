package dev.assay.onnx;

import dev.assay.onnx.GraphScan.NodeScan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that every value of a graph is produced once, exists, and does not depend on itself. */
final class GraphLinks {
    private static final int NOT_A_NODE = -1;
    private static final String REPAIR = "repair the export and send it again";

    private GraphLinks() {}

    /** Checks a graph or function that cannot see any other. */
    static void checkClosed(GraphScan graph) throws RejectedModel {
        Map<String, String> free = check(graph);
        if (!free.isEmpty()) {
            Map.Entry<String, String> first = free.entrySet().iterator().next();
            throw Refusals.refuse(
                    Rejection.MISSING_INPUT,
                    first.getValue() + " needs the value " + Refusals.quote(first.getKey())
                            + ", which nothing produces",
                    REPAIR);
        }
    }

    /** Checks a graph; the result maps names that it takes from outside to who needs them. */
    private static Map<String, String> check(GraphScan graph) throws RejectedModel {
        Map<String, Integer> producers = producers(graph);
        Map<String, String> free = new LinkedHashMap<>();
        List<List<Integer>> consumers = new ArrayList<>(graph.nodes.size());
        graph.nodes.forEach(node -> consumers.add(new ArrayList<>(1)));
        int[] waitingFor = new int[graph.nodes.size()];
        for (int i = 0; i < graph.nodes.size(); i++) {
            NodeScan node = graph.nodes.get(i);
            Map<String, String> needed = new LinkedHashMap<>();
            for (String input : node.inputs) {
                if (!input.isEmpty()) {
                    needed.put(input, "The node " + node.label());
                }
            }
            for (GraphScan body : node.bodies) {
                check(body).forEach(needed::putIfAbsent);
            }
            for (Map.Entry<String, String> need : needed.entrySet()) {
                Integer producer = producers.get(need.getKey());
                if (producer == null) {
                    free.putIfAbsent(need.getKey(), need.getValue());
                } else if (producer != NOT_A_NODE) {
                    consumers.get(producer).add(i);
                    waitingFor[i]++;
                }
            }
        }
        for (String output : graph.outputs) {
            if (!producers.containsKey(output)) {
                free.putIfAbsent(output, "The list of outputs");
            }
        }
        checkAcyclic(graph, consumers, waitingFor);
        return free;
    }

    private static Map<String, Integer> producers(GraphScan graph) throws RejectedModel {
        Map<String, Integer> producers = new HashMap<>();
        for (String input : graph.inputs) {
            if (producers.put(input, NOT_A_NODE) != null) {
                throw duplicate(input);
            }
        }
        for (String initializer : graph.initializers) {
            producers.put(initializer, NOT_A_NODE);
        }
        for (int i = 0; i < graph.nodes.size(); i++) {
            for (String output : graph.nodes.get(i).outputs) {
                if (!output.isEmpty() && producers.put(output, i) != null) {
                    throw duplicate(output);
                }
            }
        }
        return producers;
    }

    /** Kahn's algorithm: nodes that never become free of open needs are on a cycle or behind one. */
    private static void checkAcyclic(GraphScan graph, List<List<Integer>> consumers, int[] waitingFor)
            throws RejectedModel {
        ArrayDeque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < waitingFor.length; i++) {
            if (waitingFor[i] == 0) {
                ready.add(i);
            }
        }
        int done = 0;
        while (!ready.isEmpty()) {
            done++;
            for (int consumer : consumers.get(ready.remove())) {
                if (--waitingFor[consumer] == 0) {
                    ready.add(consumer);
                }
            }
        }
        if (done < waitingFor.length) {
            int stuck = 0;
            while (waitingFor[stuck] == 0) {
                stuck++;
            }
            throw Refusals.refuse(
                    Rejection.CYCLIC_GRAPH,
                    "The graph has a cycle and the node "
                            + graph.nodes.get(stuck).label()
                            + " waits, directly or through others, for a result that waits for itself",
                    REPAIR);
        }
    }

    static RejectedModel duplicate(String name) {
        return Refusals.refuse(
                Rejection.DUPLICATE_NAME, "The value " + Refusals.quote(name) + " is defined more than once", REPAIR);
    }

    /** Adds to a set and refuses what is already there. */
    static void addOnce(Set<String> names, String name) throws RejectedModel {
        if (!names.add(name)) {
            throw duplicate(name);
        }
    }
}
