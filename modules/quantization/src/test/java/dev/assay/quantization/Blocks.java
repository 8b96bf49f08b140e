package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.integer;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.weights;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;

/** Pieces of convolutional networks, each with pictures {@code x} of 4 channels and 8 by 8 pixels. */
final class Blocks {
    private Blocks() {}

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** {@code y = Gemm(Flatten(GlobalAveragePool(relu(conv2(r) + r))))} with {@code r = relu(conv1(x))}. */
    static GraphProto.Builder residual() {
        return graph(
                        node("Conv", List.of("x", "W1", "B1"), List.of("c1"))
                                .addAttribute(integers("pads", 1, 1, 1, 1)),
                        node("Relu", List.of("c1"), List.of("r")),
                        node("Conv", List.of("r", "W2", "B2"), List.of("c2"))
                                .addAttribute(integers("pads", 1, 1, 1, 1)),
                        node("Add", List.of("c2", "r"), List.of("s")),
                        node("Relu", List.of("s"), List.of("t")),
                        node("GlobalAveragePool", List.of("t"), List.of("p")),
                        node("Flatten", List.of("p"), List.of("f")),
                        node("Gemm", List.of("f", "W3", "B3"), List.of("y")).addAttribute(integer("transB", 1)))
                .addInput(floats("x", 1, 4, 8, 8))
                .addOutput(floats("y", 1, 5))
                .addInitializer(weights("W1", 6, 4, 3, 3))
                .addInitializer(weights("B1", 6))
                .addInitializer(weights("W2", 6, 6, 3, 3))
                .addInitializer(weights("B2", 6))
                .addInitializer(weights("W3", 5, 6))
                .addInitializer(weights("B3", 5));
    }

    /** Two paths of different strides and groups, joined, enlarged and shifted; the output is an eight-bit node's. */
    static GraphProto.Builder branches() {
        return graph(
                        node("Conv", List.of("x", "W1", "B1"), List.of("a"))
                                .addAttribute(integer("group", 2))
                                .addAttribute(integers("pads", 1, 1, 1, 1)),
                        node("Clip", List.of("a", "zero", "six"), List.of("a6")),
                        node("MaxPool", List.of("a6"), List.of("m"))
                                .addAttribute(integers("kernel_shape", 2, 2))
                                .addAttribute(integers("strides", 2, 2)),
                        node("AveragePool", List.of("a6"), List.of("v"))
                                .addAttribute(integers("kernel_shape", 2, 2))
                                .addAttribute(integers("strides", 2, 2)),
                        node("Concat", List.of("m", "v"), List.of("j")).addAttribute(integer("axis", 1)),
                        node("ConvTranspose", List.of("j", "W2", "B2"), List.of("u"))
                                .addAttribute(integer("group", 2))
                                .addAttribute(integers("strides", 2, 2)),
                        node("Mul", List.of("u", "gain"), List.of("g")),
                        node("Transpose", List.of("g"), List.of("y")).addAttribute(integers("perm", 0, 2, 3, 1)))
                .addInput(floats("x", 1, 4, 8, 8))
                .addOutput(floats("y", 1, 8, 8, 6))
                .addInitializer(weights("W1", 4, 2, 3, 3))
                .addInitializer(weights("B1", 4))
                .addInitializer(weights("W2", 8, 3, 2, 2))
                .addInitializer(weights("B2", 6))
                .addInitializer(weights("gain", 6, 1, 1))
                .addInitializer(Tensors.ofFloats("zero", new float[1]))
                .addInitializer(Tensors.ofFloats("six", new float[] {6}));
    }
}
