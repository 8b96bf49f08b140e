package dev.assay.onnx.kernels;

import static dev.assay.onnx.kernels.Wires.NONE;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which nodes run as one, after the rewrites that ONNX Runtime's CPU provider makes at its highest level: quantized
 * groups, layer normalisation and GELU written out, activations and sums after products and convolutions.
 */
final class Fusion {
    private static final Set<String> ACTIVATIONS =
            Set.of("Relu", "Clip", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid");
    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");
    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm");

    /** Operators that run on quantized numbers when a conversion stands before and after them. */
    private static final Set<String> QUANTIZED = Set.of(
            "Conv",
            "MatMul",
            "Gemm",
            "Add",
            "Mul",
            "AveragePool",
            "GlobalAveragePool",
            "Sigmoid",
            "LeakyRelu",
            "Softmax",
            "Concat",
            "Split",
            "Where");

    /** Operators that do not change numbers, so that the conversions around them are dropped. */
    private static final Set<String> INDIFFERENT = Set.of(
            "MaxPool",
            "Reshape",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Gather",
            "Slice",
            "Resize",
            "ReduceMax",
            "ReduceMin",
            "Expand",
            "DepthToSpace",
            "SpaceToDepth",
            "Tile",
            "Pad");

    private final Wires wires;
    private final int[] head;
    private final Set<Integer> quantized = new HashSet<>();

    /** Conversions from integers that each of their readers does by itself. */
    private final Set<Integer> lookedThrough = new HashSet<>();

    Fusion(Wires wires) {
        this.wires = wires;
        this.head = new int[wires.size()];
        Arrays.setAll(head, i -> i);
        for (int i = 0; i < wires.size(); i++) {
            if (!wires.isFolded(i)) {
                quantizedGroup(i);
                dynamicGroup(i);
            }
        }
        for (int i = 0; i < wires.size(); i++) {
            if (free(i) && wires.op(i).equals("ReduceMean")) {
                layerNormalization(i);
            } else if (free(i) && wires.op(i).equals("Erf")) {
                gelu(i);
            }
        }
        for (int i = 0; i < wires.size(); i++) {
            if (free(i) && CONVOLUTIONS.contains(wires.op(i))) {
                convolution(i);
            } else if (free(i) && PRODUCTS.contains(wires.op(i))) {
                product(i);
            } else if (free(i)
                    && wires.op(i).equals("MatMulNBits")
                    && wires.op(wires.only(i)).equals("Add")
                    && wires.hasConstant(wires.only(i))) {
                absorb(wires.only(i), i);
            } else if (free(i) && wires.op(i).equals("LayerNormalization")) {
                skip(i, wires.maker(i, 0));
            } else if (free(i) && wires.op(i).equals("Sigmoid")) {
                swish(i);
            }
        }
        for (int i = 0; i < wires.size(); i++) {
            if (wires.op(i).equals("Reshape")) {
                shapeArithmetic(wires.maker(i, 1), i);
            }
        }
        for (int i = 0; i < wires.size(); i++) {
            if (wires.op(i).equals("DequantizeLinear")
                    && wires.readers(i).stream().allMatch(this::isQuantized)) {
                if (!wires.isOutput(wires.node(i).getOutput(0))) {
                    lookedThrough.add(i);
                }
            }
        }
    }

    /** The node that stands for the group of a node; itself when it runs alone. */
    int head(int node) {
        return head[node];
    }

    /** Whether a node computes with quantized numbers though the graph writes it in floating point. */
    boolean isQuantized(int node) {
        return quantized.contains(head[node]);
    }

    /** Whether a conversion vanished, because all who read it take the integers. */
    boolean isLookedThrough(int node) {
        return lookedThrough.contains(node);
    }

    private boolean free(int node) {
        return node != NONE && head[node] == node && !quantized.contains(node) && !wires.isFolded(node);
    }

    private void absorb(int node, int into) {
        for (int i = 0; i < head.length; i++) {
            if (head[i] == node) {
                head[i] = into;
            }
        }
    }

    private void quantizedGroup(int node) {
        String op = wires.op(node);
        boolean computes = QUANTIZED.contains(op);
        if (!computes && !INDIFFERENT.contains(op)) {
            return;
        }
        int data = op.equals("Gemm") || op.equals("Conv") || op.equals("MatMul") ? 2 : computes ? Integer.MAX_VALUE : 1;
        boolean integers = wires.node(node).getInputCount() > 0;
        for (int k = 0; k < Math.min(data, wires.node(node).getInputCount()); k++) {
            integers &= wires.op(wires.maker(node, k)).equals("DequantizeLinear");
        }
        if (!integers) {
            return;
        }
        int bias = Wires.NONE;
        int next = wires.only(node);
        if (takesBias(node, next)) {
            if (wires.rank(node, 0) > 2) {
                return; // the product is put between two changes of shape, which hide it from its conversions
            }
            bias = next; // becomes part of the product before conversions are looked at
            next = wires.only(next);
        }
        int clipped = Wires.NONE;
        if (wires.op(next).equals("Relu") || wires.op(next).equals("Clip")) {
            clipped = next; // the bounds of the integers do its work
            next = wires.only(next);
        }
        if (wires.op(next).equals("QuantizeLinear")) {
            for (int member : new int[] {bias, clipped, next}) {
                if (member != Wires.NONE) {
                    absorb(member, node);
                }
            }
            quantized.add(node);
        } else if (bias == Wires.NONE && (op.equals("MatMul") || (op.equals("Gemm") && !hasFloatBias(node)))) {
            quantized.add(node); // these have a kernel with a floating-point result
        }
    }

    /** Whether a sum behind a product becomes its bias; with more than two dimensions only where all shapes are fixed. */
    private boolean takesBias(int product, int sum) {
        return wires.op(product).equals("MatMul")
                && wires.op(sum).equals("Add")
                && wires.hasConstant(sum)
                && (wires.rank(product, 0) == 2 || wires.hasFixedShapes());
    }

    private boolean hasFloatBias(int gemm) {
        return wires.node(gemm).getInputCount() > 2
                && !wires.op(wires.maker(gemm, 2)).equals("DequantizeLinear");
    }

    /** {@code MatMulInteger} with the conversion of its result; the conversion of its input where nobody else reads it. */
    private void dynamicGroup(int node) {
        if (!wires.op(node).equals("MatMulInteger")) {
            return;
        }
        int cast = wires.only(node);
        int scaled = wires.op(cast).equals("Cast") ? wires.only(cast) : NONE;
        if (!wires.op(scaled).equals("Mul")) {
            return;
        }
        absorb(cast, node);
        absorb(scaled, node);
        for (int k = 0; k < 2; k++) {
            int scales = wires.maker(scaled, k);
            if (wires.op(scales).equals("Mul") && wires.only(scales) == scaled) {
                absorb(scales, node);
            }
        }
        int bias = wires.only(scaled);
        if (wires.op(bias).equals("Add") && wires.hasConstant(bias)) {
            absorb(bias, node);
        }
        int conversion = wires.maker(node, 0);
        if (wires.op(conversion).equals("DynamicQuantizeLinear")
                && wires.readers(conversion).stream().distinct().count() == 1) {
            absorb(conversion, node);
        }
    }

    private void layerNormalization(int mean) {
        int centred = wires.readers(mean).stream()
                .filter(i -> wires.op(i).equals("Sub"))
                .findFirst()
                .orElse(NONE);
        if (centred == NONE) {
            return;
        }
        int square = NONE;
        int divided = NONE;
        for (int reader : wires.readers(centred)) {
            switch (wires.op(reader)) {
                case "Pow", "Mul" -> square = square == NONE ? reader : square;
                case "Div" -> divided = reader;
                case "Cast" -> square = wires.only(reader);
                default -> {
                    return;
                }
            }
        }
        int variance = wires.only(square);
        int shifted = wires.only(variance);
        int root = wires.only(shifted);
        boolean complete = wires.op(variance).equals("ReduceMean")
                && wires.op(shifted).equals("Add")
                && wires.op(root).equals("Sqrt")
                && divided != NONE
                && wires.only(root) == divided;
        if (!complete) {
            return;
        }
        int scale = wires.only(divided);
        boolean scaled = wires.op(scale).equals("Mul") && wires.hasConstant(scale);
        int offset = scaled ? wires.only(scale) : NONE;
        boolean shiftedAfter = wires.op(offset).equals("Add") && wires.hasConstant(offset);
        int first = shiftedAfter ? mean : square; // without an offset, the mean is taken away by itself before
        for (int part : new int[] {centred, square, variance, shifted, root, divided}) {
            if (part != first && (shiftedAfter || part != centred)) {
                absorb(part, first);
            }
        }
        if (scaled) {
            absorb(scale, first);
        }
        if (!shiftedAfter) {
            return;
        }
        absorb(offset, mean);
        skip(mean, wires.maker(mean, 0));
    }

    /** The sum of a residual connection runs with the normalisation behind it. */
    private void skip(int normalization, int sum) {
        if (wires.hasFixedShapes() && free(sum) && wires.op(sum).equals("Add") && !wires.hasConstant(sum)) {
            absorb(sum, normalization);
        }
    }

    private void gelu(int erf) {
        int scaled = wires.maker(erf, 0);
        int plusOne = wires.only(erf);
        int first = wires.op(plusOne).equals("Add") ? wires.only(plusOne) : NONE;
        if (!wires.op(first).equals("Mul")
                || !(wires.op(scaled).equals("Div") || wires.op(scaled).equals("Mul"))) {
            return;
        }
        absorb(scaled, erf);
        absorb(plusOne, erf);
        absorb(first, erf);
        int bias = wires.maker(scaled, 0);
        if (free(bias)
                && wires.op(bias).equals("Add")
                && wires.hasConstant(bias)
                && !takesBias(wires.maker(bias, 0), bias)
                && !takesBias(wires.maker(bias, 1), bias)) {
            absorb(bias, erf);
        }
        int second = wires.only(first);
        if (wires.op(second).equals("Mul") && wires.hasConstant(second)) {
            absorb(second, erf);
            return;
        }
        for (int k = 0; k < 2; k++) {
            int half = wires.maker(first, k);
            if (wires.op(half).equals("Mul") && wires.hasConstant(half) && wires.only(half) == first) {
                absorb(half, erf);
            }
        }
    }

    private void convolution(int node) {
        int last = node;
        int next = wires.only(last);
        long[] weights = wires.at(node).node().in(1).dims();
        long channels = weights == null ? 0 : weights[0];
        while (next != NONE && free(next) && isAffine(next, channels)) {
            absorb(next, node);
            last = next;
            next = wires.only(last);
        }
        if (next != NONE && ACTIVATIONS.contains(wires.op(next)) && free(next) && !isSwish(next)) {
            absorb(next, node);
        }
    }

    /** Whether a node scales or shifts every channel by a constant, which goes into the weights. */
    private boolean isAffine(int node, long channels) {
        return switch (wires.op(node)) {
            case "BatchNormalization" -> true;
            case "Add" -> channels > 1 && wires.constantElements(node) == channels;
            case "Mul" -> wires.hasConstant(node) && (wires.constantElements(node) == channels);
            default -> false;
        };
    }

    private void product(int node) {
        int next = wires.only(node);
        if (takesBias(node, next)) {
            absorb(next, node);
            next = wires.only(next);
        } else if (wires.op(node).equals("MatMul")
                && (wires.op(next).equals("Mul") || wires.op(next).equals("Div"))
                && wires.hasConstant(next)
                && wires.constantElements(next) == 1) {
            absorb(next, node); // a factor becomes the product's own
            return;
        } else if (wires.op(node).equals("MatMul")) {
            return;
        }
        if (next != NONE && ACTIVATIONS.contains(wires.op(next)) && free(next)) {
            absorb(next, node);
        }
    }

    private boolean isSwish(int sigmoid) {
        return wires.op(sigmoid).equals("Sigmoid")
                && wires.op(wires.maker(sigmoid, 0)).length() > 0
                && wires.readers(wires.node(sigmoid).getInput(0)).size() > 1;
    }

    /** A new shape that is put together from parts of another one is written into the node that takes it. */
    private void shapeArithmetic(int node, int reshape) {
        if (node == NONE || !free(node)) {
            return;
        }
        boolean part = Set.of("Concat", "Unsqueeze", "Gather", "Shape").contains(wires.op(node));
        boolean shared = wires.readers(node).stream().anyMatch(reader -> head[reader] != reshape);
        if (part && (!shared || wires.op(node).equals("Shape"))) {
            absorb(node, reshape);
            for (int k = 0;
                    k < wires.node(node).getInputCount() && !wires.op(node).equals("Shape");
                    k++) {
                shapeArithmetic(wires.maker(node, k), reshape);
            }
        }
    }

    /** {@code x * sigmoid(x)} is one kernel. */
    private void swish(int node) {
        int next = wires.only(node);
        if (!wires.op(next).equals("Mul") || wires.op(wires.maker(node, 0)).equals("DequantizeLinear")) {
            return;
        }
        int scaled = wires.maker(node, 0);
        if (wires.node(next).getInputList().contains(wires.node(node).getInput(0))) {
            absorb(next, node);
        } else if (wires.op(scaled).equals("Mul")
                && wires.hasConstant(scaled)
                && wires.only(scaled) == node
                && wires.node(scaled).getInputList().stream()
                        .anyMatch(wires.node(next).getInputList()::contains)) {
            absorb(scaled, node);
            absorb(next, node);
        }
    }
}
