package dev.assay.quantization.blockwise;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rounds the weights of a column one after the other and lets those that follow make good the error in what the layer
 * computes, as far as its inputs are correlated (Frantar et al., GPTQ, arXiv 2210.17323).
 *
 * <p>With {@code U} from {@link InverseFactor}: the error of weight {@code k} is {@code e = (w - rounded) / U[k][k]}, and
 * each later weight {@code j} becomes {@code w - U[k][j] e}. The scale of a block is chosen when its first weight is
 * reached, from the weights as they are then. Columns do not depend on each other, so several threads share them.
 */
public final class Gptq {
    private static final int STRIPE = 64;

    private Gptq() {}

    /**
     * Rounds a matrix.
     *
     * @param factor of the second moments of the rows that the matrix is multiplied with; as large as the matrix has rows
     */
    public static BlockMatrix round(
            WeightMatrix weights, InverseFactor factor, BlockFormat format, BlockRounding rounding) {
        if (factor.size() != weights.rows()) {
            throw new IllegalArgumentException(
                    "The inputs have " + factor.size() + " elements, the matrix " + weights.rows() + " rows");
        }
        BlockMatrix result = new BlockMatrix(weights.rows(), weights.columns(), format);
        IntStream.range(0, Math.ceilDiv(weights.columns(), STRIPE))
                .parallel()
                .forEach(stripe -> new Stripe(weights, factor, result, stripe * STRIPE).round(rounding));
        return result;
    }

    /** Some columns, row by row, and the errors of the block that is being rounded. */
    private static final class Stripe {
        private final InverseFactor factor;
        private final BlockMatrix result;
        private final int firstColumn;
        private final int width;
        private final double[][] rows;
        private final double[][] errors;

        Stripe(WeightMatrix weights, InverseFactor factor, BlockMatrix result, int firstColumn) {
            this.factor = factor;
            this.result = result;
            this.firstColumn = firstColumn;
            this.width = Math.min(STRIPE, weights.columns() - firstColumn);
            this.rows = new double[weights.rows()][width];
            this.errors = new double[result.format().block()][width];
            for (int row = 0; row < rows.length; row++) {
                for (int c = 0; c < width; c++) {
                    rows[row][c] = weights.get(row, firstColumn + c);
                }
            }
        }

        void round(BlockRounding rounding) {
            BlockFormat format = result.format();
            BlockRounding.Parameters[] parameters = new BlockRounding.Parameters[width];
            Arrays.setAll(parameters, c -> new BlockRounding.Parameters());
            double[] block = new double[format.block()];
            for (int first = 0; first < rows.length; first += format.block()) {
                int end = Math.min(rows.length, first + format.block());
                for (int c = 0; c < width; c++) {
                    for (int row = first; row < end; row++) {
                        block[row - first] = rows[row][c];
                    }
                    rounding.choose(block, end - first, format, parameters[c]);
                    result.setParameters(first / format.block(), firstColumn + c, parameters[c]);
                }
                for (int row = first; row < end; row++) {
                    round(row, first, parameters);
                    for (int later = row + 1; later < end; later++) {
                        correct(later, row, first);
                    }
                }
                for (int later = end; later < rows.length; later++) {
                    for (int row = first; row < end; row++) {
                        correct(later, row, first);
                    }
                }
            }
        }

        private void round(int row, int first, BlockRounding.Parameters[] parameters) {
            double[] weights = rows[row];
            double[] error = errors[row - first];
            double diagonal = factor.get(row, row);
            for (int c = 0; c < width; c++) {
                BlockRounding.Parameters p = parameters[c];
                int integer = result.format().integer(weights[c], p.scale, p.zero);
                result.setInteger(row, firstColumn + c, integer);
                // The product is rounded to float first, as it is in kernels.
                float rounded = (integer - p.zero) * p.scale;
                error[c] = (weights[c] - rounded) / diagonal;
            }
        }

        private void correct(int later, int row, int first) {
            double[] weights = rows[later];
            double[] error = errors[row - first];
            double share = factor.get(row, later);
            for (int c = 0; c < width; c++) {
                weights[c] -= share * error[c];
            }
        }
    }
}
