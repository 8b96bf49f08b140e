package dev.assay.learning.attention;

import dev.assay.learning.decoding.Softmax;

/**
 * Attention of one head, {@code softmax(cap(scale * Q K^T) + mask) V}, with every matrix on the way. The numbers 0 to 3 are
 * those of {@code qk_matmul_output_mode} of ONNX's operator {@code Attention} (opset 24): the cap comes before the mask, so
 * that what is masked stays so.
 *
 * <p>Matrices are arrays of rows, one row for each query. All computation is in double.
 */
public final class AttentionHead {
    private final double[][] raw;
    private final double[][] capped;
    private final double[][] biased;
    private final double[][] weights;
    private final double[][] output;

    /**
     * What to compute.
     *
     * @param scale   multiplies the products; {@link #scaled} for the usual {@code 1 / sqrt(d)}, 1 to leave it out
     * @param softcap above 0: scores become {@code softcap * tanh(score / softcap)}; 0 for none
     * @param mask    what queries may look at
     * @param bias    added to the scores
     */
    public record Options(double scale, double softcap, Mask mask, Bias bias) {
        /** Scale {@code 1 / sqrt(d)} for vectors of length {@code d}, no cap, no bias. */
        public static Options scaled(int d, Mask mask) {
            return new Options(1 / Math.sqrt(d), 0, mask, Bias.NONE);
        }
    }

    /** What is added to the score of a query and a key; minus infinity masks it. */
    @FunctionalInterface
    public interface Bias {
        /** Adds nothing. */
        Bias NONE = (query, key) -> 0;

        double at(int query, int key);
    }

    private AttentionHead(double[][] raw, double[][] capped, double[][] biased, double[][] weights, double[][] output) {
        this.raw = raw;
        this.capped = capped;
        this.biased = biased;
        this.weights = weights;
        this.output = output;
    }

    /**
     * Computes a head.
     *
     * @param q {@code [queries][d]}
     * @param k {@code [keys][d]}
     * @param v {@code [keys][dv]}
     */
    public static AttentionHead of(double[][] q, double[][] k, double[][] v, Options options) {
        check(q, k, v);
        double[][] raw = new double[q.length][k.length];
        double[][] capped = new double[q.length][k.length];
        double[][] biased = new double[q.length][k.length];
        double[][] weights = new double[q.length][];
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j < k.length; j++) {
                raw[i][j] = options.scale() * dot(q[i], k[j]);
                capped[i][j] = options.softcap() > 0
                        ? options.softcap() * Math.tanh(raw[i][j] / options.softcap())
                        : raw[i][j];
                biased[i][j] = options.mask().allows(i, j)
                        ? capped[i][j] + options.bias().at(i, j)
                        : Double.NEGATIVE_INFINITY;
            }
            weights[i] = weights(biased[i]);
        }
        return new AttentionHead(raw, capped, biased, weights, product(weights, v));
    }

    /**
     * Weights of one row of scores, also of one that was edited: a softmax in which what is masked gets exactly 0. A query
     * that may look at nothing has only zeros.
     */
    public static double[] weights(double[] scores) {
        for (double score : scores) {
            if (score > Double.NEGATIVE_INFINITY) {
                return Softmax.of(scores, 1);
            }
        }
        return new double[scores.length];
    }

    /** Mode 0: the scaled products. */
    public double[][] raw() {
        return copy(raw);
    }

    /** Mode 1: behind the cap. */
    public double[][] capped() {
        return copy(capped);
    }

    /** Mode 2: with bias and mask. */
    public double[][] biased() {
        return copy(biased);
    }

    /** Mode 3: the weights; a row sums to 1, or to 0 when its query may look at nothing. */
    public double[][] weights() {
        return copy(weights);
    }

    /** Weighted sums of the values, {@code [queries][dv]}. */
    public double[][] output() {
        return copy(output);
    }

    /**
     * The product of a query and a key as it adds up.
     *
     * @return for each dimension {@code {q, k, q * k, sum so far}}
     */
    public static double[][] runningProduct(double[] q, double[] k) {
        double[][] steps = new double[q.length][];
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
            sum += q[i] * k[i];
            steps[i] = new double[] {q[i], k[i], q[i] * k[i], sum};
        }
        return steps;
    }

    static double[][] product(double[][] a, double[][] b) {
        int columns = b.length == 0 ? 0 : b[0].length;
        double[][] product = new double[a.length][columns];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                double factor = a[i][j];
                for (int c = 0; factor != 0 && c < columns; c++) {
                    product[i][c] += factor * b[j][c];
                }
            }
        }
        return product;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void check(double[][] q, double[][] k, double[][] v) {
        if (q.length == 0 || k.length == 0 || k.length != v.length) {
            throw new IllegalArgumentException(
                    "Attention needs at least one query, and as many keys as values; here are " + q.length
                            + " queries, " + k.length + " keys and " + v.length + " values.");
        }
        for (double[][] rows : new double[][][] {q, k}) {
            for (double[] row : rows) {
                if (row.length != q[0].length) {
                    throw new IllegalArgumentException("Queries and keys must be equally long to be multiplied.");
                }
            }
        }
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
