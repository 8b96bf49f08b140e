package dev.assay.quantization.blockwise;

import java.util.stream.IntStream;

/**
 * The upper triangle {@code U} with {@code H^-1 = U^T U} of a symmetric positive matrix {@code H}: how an error in one
 * weight is best made good by those that follow.
 *
 * <p>With {@code H = R R^T}, {@code R} upper, {@code U} is {@code R^-1}; the inverse itself is never formed. The diagonal is
 * raised by a share of its mean first, which makes {@code H} positive however few examples there were.
 */
public final class InverseFactor {
    /** Share of the mean of the diagonal that is added to it, as in the paper on GPTQ (arXiv 2210.17323, section 3.3). */
    public static final double DAMPING = 0.01;

    private static final int PANEL = 32;

    private final double[][] rows;

    private InverseFactor(double[][] rows) {
        this.rows = rows;
    }

    /** The factor of damped moments, which are spent by this; moments that are all 0 count as the identity. */
    public static InverseFactor of(SecondMoments moments) {
        int size = moments.size();
        double[][] upper = moments.upper();
        double trace = 0;
        for (double[] row : upper) {
            trace += row[0];
        }
        double raise = trace == 0 ? 1 : DAMPING * trace / size;
        // Row i of the lower triangle, up to the diagonal: the columns of R are then found from the last to the first.
        double[][] work = new double[size][];
        for (int i = 0; i < size; i++) {
            work[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                work[i][j] = upper[j][i - j];
            }
            work[i][i] += raise;
        }
        return new InverseFactor(inverse(factor(work)));
    }

    public int size() {
        return rows.length;
    }

    /** An element on or above the diagonal. */
    double get(int row, int column) {
        return rows[row][column - row];
    }

    /** Row {@code k} of the result is column {@code k} of {@code R}, elements 0 to k. */
    private static double[][] factor(double[][] work) {
        int size = work.length;
        for (int end = size; end > 0; end -= PANEL) {
            int begin = Math.max(0, end - PANEL);
            for (int k = end - 1; k >= begin; k--) {
                double[] column = work[k];
                double diagonal = Math.sqrt(column[k]);
                column[k] = diagonal;
                for (int i = 0; i < k; i++) {
                    column[i] /= diagonal;
                }
                for (int i = begin; i < k; i++) {
                    subtract(work[i], column, column[i], 0, i + 1);
                }
            }
            int from = begin;
            int to = end;
            IntStream.range(0, begin).parallel().forEach(i -> {
                for (int k = to - 1; k >= from; k--) {
                    subtract(work[i], work[k], work[k][i], 0, i + 1);
                }
            });
        }
        return work;
    }

    /** {@code R^-1}; row i holds the elements from the diagonal on. */
    private static double[][] inverse(double[][] columns) {
        int size = columns.length;
        double[][] result = new double[size][];
        for (int i = size - 1; i >= 0; i--) {
            // Kept at its full length while it is worked on, so that the same places line up.
            double[] row = new double[size - i];
            for (int j = i + 1; j < size; j++) {
                double[] known = result[j];
                double share = columns[j][i];
                int shift = j - i;
                for (int c = 0; c < known.length; c++) {
                    row[shift + c] -= share * known[c];
                }
            }
            double diagonal = columns[i][i];
            row[0] = 1;
            for (int c = 0; c < row.length; c++) {
                row[c] /= diagonal;
            }
            result[i] = row;
        }
        return result;
    }

    private static void subtract(double[] from, double[] values, double factor, int begin, int end) {
        for (int j = begin; j < end; j++) {
            from[j] -= factor * values[j];
        }
    }
}
