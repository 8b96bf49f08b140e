package dev.assay.webapp.web;

import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Time by node of one run, ready to be written.
 *
 * @param runs        runs that were profiled
 * @param totalMicros of all nodes, for one run
 * @param rows        in the order of execution
 * @param byOp        the same time by operator, the longest first
 * @param byPrecision the same by precision, the longest first
 */
public record NodeTable(int runs, double totalMicros, List<Row> rows, List<Share> byOp, List<Share> byPrecision) {
    /**
     * One node of the optimised graph.
     *
     * @param share of the time of all nodes, 0 to 1
     * @param bar   width of a bar in percent, the longest node being 100
     */
    public record Row(
            int number,
            String node,
            String op,
            String provider,
            String precision,
            double micros,
            double share,
            double bar,
            List<String> sources) {}

    /** Time of several nodes together. */
    public record Share(String name, int nodes, double micros, double share) {
        /** Width of a bar in percent. */
        public double bar() {
            return 100 * share;
        }
    }

    public NodeTable {
        rows = List.copyOf(rows);
        byOp = List.copyOf(byOp);
        byPrecision = List.copyOf(byPrecision);
    }

    static NodeTable of(Profile profile) {
        List<NodeTime> nodes = profile.nodes();
        double total = nodes.stream().mapToDouble(NodeTime::micros).sum();
        double longest = nodes.stream().mapToDouble(NodeTime::micros).max().orElse(0);
        List<Row> rows = new ArrayList<>();
        for (NodeTime node : nodes) {
            rows.add(new Row(
                    rows.size() + 1,
                    node.node(),
                    node.op(),
                    node.provider(),
                    node.precision(),
                    node.micros(),
                    total > 0 ? node.micros() / total : 0,
                    longest > 0 ? 100 * node.micros() / longest : 0,
                    node.sources()));
        }
        return new NodeTable(
                profile.runs(),
                total,
                rows,
                shares(nodes, NodeTime::op, total),
                shares(nodes, NodeTime::precision, total));
    }

    private static List<Share> shares(List<NodeTime> nodes, Function<NodeTime, String> key, double total) {
        Map<String, Share> shares = new LinkedHashMap<>();
        for (NodeTime node : nodes) {
            shares.merge(
                    key.apply(node),
                    new Share(key.apply(node), 1, node.micros(), 0),
                    (a, b) -> new Share(a.name(), a.nodes() + b.nodes(), a.micros() + b.micros(), 0));
        }
        return shares.values().stream()
                .map(s -> new Share(s.name(), s.nodes(), s.micros(), total > 0 ? s.micros() / total : 0))
                .sorted(Comparator.comparingDouble(Share::micros).reversed())
                .toList();
    }

    /** The answer of the table in one sentence. */
    public String getSentence() {
        if (rows.isEmpty() || totalMicros <= 0) {
            return "The profile names no node.";
        }
        Format format = new Format();
        Share first = byOp.get(0);
        return format.percent(first.share()) + " of the time of the nodes goes into "
                + format.plural(first.nodes(), first.name() + " node") + ", out of "
                + format.plural(rows.size(), "node") + " that take " + format.ms(totalMicros / 1000) + " ms together.";
    }
}
