package dev.assay.webapp.web;

import dev.assay.protocol.Measurement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Nodes that a scheme left as they were, for one common reason.
 *
 * @param nodes name and operator of each: {@code /layer/MatMul (MatMul)}
 */
public record SkippedNodes(String reason, List<String> nodes) {
    public SkippedNodes {
        nodes = List.copyOf(nodes);
    }

    /** One entry for each reason, the most frequent first. */
    static List<SkippedNodes> of(List<Measurement.SkippedNode> skipped) {
        Map<String, List<String>> byReason = skipped.stream()
                .collect(Collectors.groupingBy(
                        Measurement.SkippedNode::reason,
                        TreeMap::new,
                        Collectors.mapping(node -> node.node() + " (" + node.op() + ")", Collectors.toList())));
        return byReason.entrySet().stream()
                .map(entry -> new SkippedNodes(entry.getKey(), entry.getValue()))
                .sorted((a, b) -> Integer.compare(b.nodes().size(), a.nodes().size()))
                .toList();
    }
}
