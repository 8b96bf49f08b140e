package dev.assay.onnx.outline;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of a model and what passes between them. Bodies of {@code If}, {@code Loop} and {@code Scan} are laid open:
 * their nodes stand before the node that runs them, which depends on what they give. {@code Constant} nodes count as
 * constants, like initializers. Holds no weights, so a few bytes per node are all it takes.
 *
 * <p>A value is named by its name in the file; inside a body the body's own name comes first, because two branches may use
 * the same name for different values.
 *
 * @param nodes     in the order of the file
 * @param constants values that the file holds, with their size in bytes
 */
public record GraphOutline(List<Node> nodes, Map<String, Long> constants) {

    /**
     * One node.
     *
     * @param id          its place in {@link GraphOutline#nodes}
     * @param name        its name, or its first output when it has none
     * @param named       whether the name is its own
     * @param op          operator type, the domain before it unless it is the default one
     * @param scope       body it belongs to; empty for the main graph
     * @param inputs      values it needs, in order, those of its bodies' results last; absent inputs are left out
     * @param outputs     values it makes, in order; absent outputs are left out
     * @param after       ids of the nodes that make its inputs, ascending
     * @param weightBytes bytes of the constants among its inputs
     */
    public record Node(
            int id,
            String name,
            boolean named,
            String op,
            String scope,
            List<String> inputs,
            List<String> outputs,
            List<Integer> after,
            long weightBytes) {
        public Node {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            after = List.copyOf(after);
        }
    }

    /** Operators that look rows of a table up. */
    private static final Set<String> LOOKUPS = Set.of("Gather", "com.microsoft.GatherBlockQuantized");

    public GraphOutline {
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
    }

    /** The outline of a model. */
    public static GraphOutline of(OnnxModel model) {
        return of(model.proto());
    }

    /** The outline of a model. */
    public static GraphOutline of(ModelProto model) {
        return new OutlineWalk().walk(model.getGraph());
    }

    /** The operator of a node as this record writes it. */
    public static String op(NodeProto node) {
        return OnnxModel.isDefaultDomain(node.getDomain())
                ? node.getOpType()
                : node.getDomain() + "." + node.getOpType();
    }

    /** The node that makes each value. */
    public Map<String, Integer> producers() {
        Map<String, Integer> producers = new HashMap<>();
        for (Node node : nodes) {
            node.outputs().forEach(output -> producers.putIfAbsent(output, node.id()));
        }
        return producers;
    }

    /** Bytes of all constants. */
    public long constantBytes() {
        return constants.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of the tables that lookups read rows from: embeddings; a table that several read counts once. */
    public long tableBytes() {
        return nodes.stream()
                .filter(node -> LOOKUPS.contains(node.op()) && !node.inputs().isEmpty())
                .map(node -> node.inputs().getFirst())
                .distinct()
                .mapToLong(table -> constants.getOrDefault(table, 0L))
                .sum();
    }
}
