package dev.assay.onnx;

import dev.assay.onnx.GraphScan.FunctionScan;
import dev.assay.onnx.GraphScan.NodeScan;
import dev.assay.onnx.GraphScan.OpKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Resolves every node to an operator or a function of the model, and bounds what the functions expand to. */
final class FunctionCalls {
    private final Map<OpKey, FunctionScan> functions = new HashMap<>();
    private final Map<OpKey, Long> expandedNodes = new HashMap<>();
    private final Set<String> functionDomains = new HashSet<>();

    FunctionCalls(List<FunctionScan> functions) throws RejectedModel {
        for (FunctionScan function : functions) {
            if (this.functions.put(function.key(), function) != null) {
                throw GraphLinks.duplicate(function.key().toString());
            }
            functionDomains.add(function.key().domain());
        }
    }

    /** Refuses operators that are not known, recursion, and expansion beyond the limit. */
    void check(List<GraphScan> graphs, int maxExpandedNodes) throws RejectedModel {
        Map<OpKey, List<OpKey>> callers = new HashMap<>();
        Map<OpKey, Integer> openCalls = new HashMap<>();
        for (FunctionScan function : functions.values()) {
            Map<OpKey, Long> calls = new HashMap<>();
            resolve(function.body(), calls);
            calls.keySet()
                    .forEach(callee -> callers.computeIfAbsent(callee, k -> new ArrayList<>())
                            .add(function.key()));
            openCalls.put(function.key(), calls.size());
        }
        ArrayDeque<OpKey> ready = new ArrayDeque<>();
        openCalls.forEach((function, open) -> {
            if (open == 0) {
                ready.add(function);
            }
        });
        while (!ready.isEmpty()) {
            OpKey key = ready.remove();
            expandedNodes.put(
                    key, expanded(Objects.requireNonNull(functions.get(key)).body()));
            for (OpKey caller : callers.getOrDefault(key, List.of())) {
                if (openCalls.merge(caller, -1, Integer::sum) == 0) {
                    ready.add(caller);
                }
            }
        }
        if (expandedNodes.size() < functions.size()) {
            String stuck = functions.keySet().stream()
                    .filter(key -> !expandedNodes.containsKey(key))
                    .map(OpKey::toString)
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            throw Refusals.refuse(
                    Rejection.RECURSIVE_FUNCTION,
                    "The function " + Refusals.quote(stuck) + " calls itself, directly or through others",
                    "inline the functions before export and send the model again");
        }
        long total = 0;
        for (GraphScan graph : graphs) {
            resolve(graph, new HashMap<>());
            total = add(total, expanded(graph));
        }
        if (total > maxExpandedNodes) {
            throw Refusals.refuse(
                    Rejection.FUNCTION_EXPANSION,
                    "With its functions expanded the model has " + (total == Long.MAX_VALUE ? "countless" : total)
                            + " nodes and the limit is " + maxExpandedNodes,
                    "send a smaller model");
        }
    }

    /** Checks every node below a graph and counts calls of functions. */
    private void resolve(GraphScan graph, Map<OpKey, Long> calls) throws RejectedModel {
        for (NodeScan node : graph.nodes) {
            OpKey key = key(node);
            if (functions.containsKey(key)) {
                calls.merge(key, 1L, Long::sum);
            } else if (!OperatorCatalog.knows(key.domain(), key.name())) {
                throw unknown(node, key);
            }
            for (GraphScan body : node.bodies) {
                resolve(body, calls);
            }
        }
    }

    private RejectedModel unknown(NodeScan node, OpKey key) {
        if (OperatorCatalog.isForbidden(key.domain(), key.name())) {
            return Refusals.refuse(
                    Rejection.UNKNOWN_OP,
                    "The node " + node.label() + " uses " + Refusals.quote(key.toString())
                            + ", which loads compiled code or files and is not allowed",
                    "export the model without it");
        }
        if (!OperatorCatalog.hasDomain(key.domain()) && !functionDomains.contains(key.domain())) {
            return Refusals.refuse(
                    Rejection.UNKNOWN_DOMAIN,
                    "The node " + node.label() + " uses " + Refusals.quote(key.name()) + " from the custom domain "
                            + Refusals.quote(key.domain()) + ", whose operators are not available",
                    "export the model with standard operators only");
        }
        return Refusals.refuse(
                Rejection.UNKNOWN_OP,
                "The node " + node.label() + " uses the operator " + Refusals.quote(key.toString())
                        + ", which does not exist or is not supported",
                "export the model with standard operators only");
    }

    /** Nodes below a graph with known functions replaced by their bodies, at most {@code Long.MAX_VALUE}. */
    private long expanded(GraphScan graph) {
        long total = 0;
        for (NodeScan node : graph.nodes) {
            total = add(total, expandedNodes.getOrDefault(key(node), 1L));
            for (GraphScan body : node.bodies) {
                total = add(total, expanded(body));
            }
        }
        return total;
    }

    private static OpKey key(NodeScan node) {
        return new OpKey(node.domain, node.op, node.overload);
    }

    private static long add(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
