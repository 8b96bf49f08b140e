package dev.assay.learning.attention;

import dev.assay.quantization.FidelityMeter;
import java.util.List;

/**
 * How the heads of a layer become its output: laid side by side and multiplied by one matrix, which is the same as adding
 * what each head contributes. So a head can be left out and the loss be measured: the evidence that weights alone do not
 * give.
 */
public final class HeadMix {
    private final List<double[][]> heads;
    private final double[][] matrix;
    private final double[] bias;

    /**
     * A layer.
     *
     * @param heads  outputs of the heads, each {@code [queries][dv]}
     * @param matrix {@code [heads * dv][width]}
     * @param bias   {@code [width]}
     */
    public HeadMix(List<double[][]> heads, double[][] matrix, double[] bias) {
        int rows = heads.stream().mapToInt(head -> head[0].length).sum();
        if (rows != matrix.length || matrix[0].length != bias.length) {
            throw new IllegalArgumentException(
                    "The heads have " + rows + " columns together, the matrix " + matrix.length + " rows and "
                            + matrix[0].length + " columns, the bias " + bias.length + "; they do not fit.");
        }
        this.heads = List.copyOf(heads);
        this.matrix = matrix;
        this.bias = bias;
    }

    /** What one head adds to the output, {@code [queries][width]}. */
    public double[][] contribution(int head) {
        int first = 0;
        for (int h = 0; h < head; h++) {
            first += heads.get(h)[0].length;
        }
        double[][] rows = new double[heads.get(head)[0].length][];
        System.arraycopy(matrix, first, rows, 0, rows.length);
        return AttentionHead.product(heads.get(head), rows);
    }

    /** The output of the layer, {@code [queries][width]}. */
    public double[][] output() {
        return without(new boolean[heads.size()]);
    }

    /** The output when some heads give nothing. */
    public double[][] without(boolean[] ablated) {
        double[][] output = new double[heads.getFirst().length][];
        for (int i = 0; i < output.length; i++) {
            output[i] = bias.clone();
        }
        for (int h = 0; h < heads.size(); h++) {
            if (!ablated[h]) {
                double[][] part = contribution(h);
                for (int i = 0; i < output.length; i++) {
                    for (int c = 0; c < bias.length; c++) {
                        output[i][c] += part[i][c];
                    }
                }
            }
        }
        return output;
    }

    /** How far the output without one head is from the whole, each token compared as one vector. */
    public FidelityMeter.Fidelity effectOf(int head) {
        boolean[] ablated = new boolean[heads.size()];
        ablated[head] = true;
        return compare(output(), without(ablated));
    }

    /** Compares two outputs row by row, as the product compares models: cosine, signal to noise, largest difference. */
    public static FidelityMeter.Fidelity compare(double[][] reference, double[][] test) {
        FidelityMeter meter = new FidelityMeter();
        for (int i = 0; i < reference.length; i++) {
            meter.add(floats(reference[i]), floats(test[i]));
        }
        return meter.fidelity();
    }

    private static float[] floats(double[] row) {
        float[] floats = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            floats[i] = (float) row[i];
        }
        return floats;
    }
}
