package dev.assay.worker.probes;

import static dev.assay.worker.probes.GraphPen.number;
import static dev.assay.worker.probes.GraphPen.numbers;

import dev.assay.onnx.OnnxModel;
import java.util.List;

/** The networks that probes are made of. */
final class Networks {
    private Networks() {}

    /** Products with bias and ReLU between layers of these widths. */
    static OnnxModel perceptron(String name, int batch, int... widths) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(batch, widths[0]);
        for (int layer = 1; layer < widths.length; layer++) {
            x = dense(pen, x, widths[layer - 1], widths[layer]);
            x = layer + 1 < widths.length ? pen.node("Relu", x) : x;
        }
        return pen.done(x, batch, widths[widths.length - 1]);
    }

    private static String dense(GraphPen pen, String x, int in, int out) {
        String product = pen.node("MatMul", List.of(x, pen.weights(in, in, out)));
        return pen.node("Add", List.of(product, pen.weights(in, out)));
    }

    /** Convolutions of one kernel size with ReLU, then the mean over the picture and one product. */
    static OnnxModel convolutional(String name, int size, int kernel, int stride, int... channels) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, channels[0], size, size);
        for (int layer = 1; layer < channels.length; layer++) {
            x = pen.node("Relu", convolution(pen, x, channels[layer - 1], channels[layer], kernel, stride, 1));
        }
        return head(pen, x, channels[channels.length - 1]);
    }

    private static String convolution(GraphPen pen, String x, int in, int out, int kernel, int stride, int groups) {
        int pad = kernel / 2;
        String weights = pen.weights(in / groups * kernel * kernel, out, in / groups, kernel, kernel);
        return pen.node(
                "Conv",
                List.of(x, weights, pen.weights(in, out)),
                numbers("kernel_shape", kernel, kernel),
                numbers("pads", pad, pad, pad, pad),
                numbers("strides", stride, stride),
                number("group", groups));
    }

    private static String depthwise(GraphPen pen, String x, int channels, int kernel, int stride) {
        return convolution(pen, x, channels, channels, kernel, stride, channels);
    }

    private static OnnxModel head(GraphPen pen, String x, int channels) {
        String mean = pen.node("GlobalAveragePool", x);
        String flat = pen.node("Flatten", mean);
        return pen.done(pen.node("Softmax", dense(pen, flat, channels, 16)), 1, 16);
    }

    /** Blocks of a mobile network: wider, depthwise, narrower, with a sum around. */
    static OnnxModel mobile(String name, int size, int channels, int expansion, int blocks) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, channels, size, size);
        for (int block = 0; block < blocks; block++) {
            int wide = channels * expansion;
            String y = pen.node("Relu", convolution(pen, x, channels, wide, 1, 1, 1));
            y = pen.node("Relu", depthwise(pen, y, wide, 3, 1));
            y = convolution(pen, y, wide, channels, 1, 1, 1);
            x = pen.node("Add", List.of(x, y));
        }
        return head(pen, x, channels);
    }

    /** Depthwise convolutions alone. */
    static OnnxModel depthwise(String name, int size, int channels, int kernel, int layers) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, channels, size, size);
        for (int layer = 0; layer < layers; layer++) {
            x = pen.node("Relu", depthwise(pen, x, channels, kernel, 1));
        }
        return head(pen, x, channels);
    }

    /** An encoder: attention and two products with GELU per layer, normalised behind each. */
    static OnnxModel encoder(String name, int tokens, int width, int heads, int layers) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, tokens, width);
        for (int layer = 0; layer < layers; layer++) {
            String mixed = attention(pen, x, tokens, width, heads);
            x = normalized(pen, pen.node("Add", List.of(x, mixed)), width);
            String inner = gelu(pen, dense(pen, x, width, 4 * width));
            String y = dense(pen, inner, 4 * width, width);
            x = normalized(pen, pen.node("Add", List.of(x, y)), width);
        }
        return pen.done(x, 1, tokens, width);
    }

    private static String attention(GraphPen pen, String x, int tokens, int width, int heads) {
        int depth = width / heads;
        String split = pen.shape(1, tokens, heads, depth);
        String query = heads(pen, dense(pen, x, width, width), split, 0, 2, 1, 3);
        String key = heads(pen, dense(pen, x, width, width), split, 0, 2, 3, 1);
        String value = heads(pen, dense(pen, x, width, width), split, 0, 2, 1, 3);
        String scores = pen.node("MatMul", List.of(query, key));
        scores = pen.node("Div", List.of(scores, pen.constant((float) Math.sqrt(depth))));
        String context = pen.node("MatMul", List.of(pen.node("Softmax", scores, number("axis", -1)), value));
        String joined = pen.node("Transpose", context, numbers("perm", 0, 2, 1, 3));
        return dense(pen, pen.node("Reshape", List.of(joined, pen.shape(1, tokens, width))), width, width);
    }

    private static String heads(GraphPen pen, String x, String split, long... order) {
        return pen.node("Transpose", pen.node("Reshape", List.of(x, split)), numbers("perm", order));
    }

    private static String normalized(GraphPen pen, String x, int width) {
        return pen.node("LayerNormalization", List.of(x, pen.weights(3, width), pen.weights(3, width)));
    }

    private static String gelu(GraphPen pen, String x) {
        String error = pen.node("Erf", pen.node("Div", List.of(x, pen.constant((float) Math.sqrt(2)))));
        String gate = pen.node("Add", List.of(error, pen.constant(1)));
        return pen.node("Mul", List.of(pen.node("Mul", List.of(x, gate)), pen.constant(0.5f)));
    }

    /** Transcendental functions on a table. */
    static OnnxModel functions(String name, int rows, int columns) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(rows, columns);
        for (String op : List.of("Tanh", "Sigmoid", "Erf", "Exp")) {
            x = pen.node("Softmax", pen.node(op, x), number("axis", -1));
        }
        return pen.done(normalized(pen, x, columns), rows, columns);
    }

    /** Normalisations of a table, one after the other. */
    static OnnxModel normalizations(String name, int rows, int columns, int count) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(rows, columns);
        for (int i = 0; i < count; i++) {
            x = normalized(pen, x, columns);
        }
        return pen.done(x, rows, columns);
    }

    /** Sums and products of whole tables. */
    static OnnxModel arithmetic(String name, int rows, int columns) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(rows, columns);
        String y = pen.node("Neg", x);
        for (int i = 0; i < 3; i++) {
            x = pen.node("Mul", List.of(pen.node("Add", List.of(x, y)), x));
            y = pen.node("Abs", x);
        }
        return pen.done(y, rows, columns);
    }

    /** Positions and heads that change places, as attention needs it. */
    static OnnxModel turns(String name, int tokens, int heads, int depth) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, tokens, heads, depth);
        String turned = pen.node("Transpose", x, numbers("perm", 0, 2, 1, 3));
        String middle = pen.node("Neg", turned); // keeps the turns apart
        String across = pen.node("Transpose", middle, numbers("perm", 0, 1, 3, 2));
        String kept = pen.node("Neg", across);
        return pen.done(pen.node("Transpose", kept, numbers("perm", 0, 3, 1, 2)), 1, tokens, heads, depth);
    }

    /** Parts of a picture that are cut out and joined again. */
    static OnnxModel pieces(String name, int channels, int size) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, channels, size, size);
        List<String> parts = List.of(
                pen.node("Slice", List.of(x, pen.shape(0), pen.shape(size / 2), pen.shape(2))),
                pen.node("Slice", List.of(x, pen.shape(size / 2), pen.shape(size), pen.shape(2))));
        String joined = pen.node("Concat", parts, number("axis", 1));
        return pen.done(
                pen.node("Concat", List.of(joined, joined), number("axis", 1)), 1, 4L * channels, size / 2, size);
    }

    /** Pools of a picture as it stands, or behind a convolution that puts it into blocks. */
    static OnnxModel pools(String name, int channels, int size, boolean blocked) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, channels, size, size);
        String y = blocked ? convolution(pen, x, channels, channels, 1, 1, 1) : x;
        for (int i = 0; i < 2; i++) {
            y = pen.node("MaxPool", y, numbers("kernel_shape", 2, 2), numbers("strides", 2, 2));
        }
        return pen.done(y, 1, channels, size / 4, size / 4);
    }

    /** A table that becomes integers, and back again when asked for. */
    static OnnxModel conversions(String name, int rows, int columns, boolean back) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(rows, columns);
        String scale = pen.constant(0.01f);
        String zero = pen.byteZero();
        String small = pen.node("QuantizeLinear", List.of(x, scale, zero));
        return back
                ? pen.done(pen.node("DequantizeLinear", List.of(small, scale, zero)), rows, columns)
                : pen.doneInBytes(small, rows, columns);
    }

    /** Calls with next to nothing to do. */
    static OnnxModel calls(String name, int count) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(1, 16);
        for (int i = 0; i < count; i++) {
            x = pen.node(i % 2 == 0 ? "Abs" : "Neg", x);
        }
        return pen.done(x, 1, 16);
    }

    /** A recurrent layer. */
    static OnnxModel recurrent(String name, int steps, int width) {
        GraphPen pen = new GraphPen(name);
        String x = pen.input(steps, 1, width);
        String y = pen.node(
                "LSTM",
                List.of(x, pen.weights(width, 1, 4L * width, width), pen.weights(width, 1, 4L * width, width)),
                number("hidden_size", width));
        return pen.done(y, steps, 1, 1, width);
    }
}
