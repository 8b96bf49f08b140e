package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.shape.ShapeInference;
import dev.assay.onnx.shape.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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
        ShapeInference.Result shapes = ShapeInference.infer(model.proto().getGraph(), model.opset(), dimensions);
        List<NodeCost> counted = new ArrayList<>();
        List<NotCounted> notCounted = new ArrayList<>();
        for (ShapeInference.Inferred node : shapes.nodes()) {
            count(node, counted, notCounted);
        }
        return new GraphCost(counted, notCounted, shapes.assumed());
    }

    private static void count(ShapeInference.Inferred inferred, List<NodeCost> counted, List<NotCounted> notCounted) {
        NodeProto node = inferred.node().node();
        String reason = inferred.reason();
        boolean shapesKnown =
                !inferred.outputs().isEmpty() && inferred.outputs().getFirst().dims() != null;
        if (reason == null && !shapesKnown) {
            reason = "its shape could not be inferred";
        }
        // The file may declare the shape of a result that could not be inferred; then only the formula matters.
        boolean followsBody = node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
        if (shapesKnown && !followsBody) {
            OptionalLong flops = Flops.of(inferred.node(), inferred.outputs());
            if (flops.isPresent()) {
                counted.add(new NodeCost(
                        label(node),
                        node.getOpType(),
                        flops.getAsLong(),
                        bytes(inferred.node().inputs(), true),
                        bytes(inferred.node().inputs(), false) + bytes(inferred.outputs(), false)));
                return;
            }
            reason = "there is no cost formula for this operator";
        }
        notCounted.add(new NotCounted(label(node), node.getOpType(), reason == null ? "unknown" : reason));
    }

    private static long bytes(List<Value> values, boolean stored) {
        return values.stream()
                .filter(value -> value.isStored() == stored)
                .mapToLong(Value::bytes)
                .sum();
    }

    /** Operations of all counted nodes; {@code Long.MAX_VALUE} when they are more than a number holds. */
    public long flops() {
        return nodes.stream()
                .mapToLong(NodeCost::flops)
                .reduce(0, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    }

    static String label(NodeProto node) {
        if (!node.getName().isEmpty()) {
            return node.getName();
        }
        return node.getOutputCount() > 0 ? node.getOutput(0) : node.getOpType();
    }
}
