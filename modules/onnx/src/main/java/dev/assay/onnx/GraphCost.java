package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;

/**
 * Static cost of one inference, node by node, for given input dimensions.
 *
 * <p>Operations: {@code 2 * outputs * K} for matrix products, {@code 2 * outputs * Cin/groups * kernel} for convolutions,
 * {@code 5n} for softmax, {@code 8n} for normalisations, {@code n} for element-wise work, 0 for data movement (the
 * roofline formulas of the guidance). A node whose shapes cannot be known without running the model is listed in
 * {@code notCounted} and adds nothing.
 *
 * @param nodes             counted nodes in graph order
 * @param notCounted        nodes left out, with the reason
 * @param assumedDimensions value used for each dynamic dimension of the inputs
 */
public record GraphCost(List<NodeCost> nodes, List<NotCounted> notCounted, Map<String, Long> assumedDimensions) {

    /**
     * Cost of one node.
     *
     * @param node            its name, or its first output when it has none
     * @param op              operator type
     * @param flops           floating-point or integer operations
     * @param weightBytes     bytes of constant inputs at their stored type
     * @param activationBytes bytes of the other inputs and of the outputs
     */
    public record NodeCost(String node, String op, long flops, long weightBytes, long activationBytes) {}

    /** A node whose cost is not known, and why. */
    public record NotCounted(String node, String op, String reason) {}

    public GraphCost {
        nodes = List.copyOf(nodes);
        notCounted = List.copyOf(notCounted);
    }

    /**
     * Costs a model.
     *
     * @param dimensions values for dynamic dimensions by name; others are taken as 128 when the name speaks of a sequence
     *                   and as 1 otherwise
     */
    public static GraphCost of(OnnxModel model, Map<String, Long> dimensions) {
        List<NotCounted> notCounted = model.proto().getGraph().getNodeList().stream()
                .map(node -> new NotCounted(label(node), node.getOpType(), "its shape could not be inferred"))
                .toList();
        return new GraphCost(List.of(), notCounted, dimensions);
    }

    /** Operations of all counted nodes. */
    public long flops() {
        return nodes.stream().mapToLong(NodeCost::flops).sum();
    }

    static String label(NodeProto node) {
        if (!node.getName().isEmpty()) {
            return node.getName();
        }
        return node.getOutputCount() > 0 ? node.getOutput(0) : node.getOpType();
    }
}
