package dev.assay.onnx.opset;

/**
 * A node that keeps a model from being raised to a later operator set.
 *
 * @param node   its name, or its first output when it has none
 * @param op     operator type
 * @param reason why its meaning cannot be kept, as the end of a sentence
 */
public record Obstacle(String node, String op, String reason) {}
