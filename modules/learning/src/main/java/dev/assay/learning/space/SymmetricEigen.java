package dev.assay.learning.space;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, exact to rounding and orthonormal by
 * construction. Takes {@code n^3} steps a sweep and about ten sweeps, so it is meant for some hundred rows. Source: Golub,
 * Van Loan, Matrix Computations, section 8.5.
 */
final class SymmetricEigen {
    private static final int MOST_SWEEPS = 60;

    private final double[] values;
    /** Row by row, in the order of the values. */
    private final double[][] vectors;

    /** Decomposes; the matrix is not changed. */
    SymmetricEigen(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][];
        double[][] v = new double[n][n];
        double scale = 0;
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            v[i][i] = 1;
            for (double value : a[i]) {
                scale += value * value;
            }
        }
        double limit = 1e-30 * scale;
        int sweep = 0;
        while (offDiagonal(a) > limit) {
            if (sweep++ == MOST_SWEEPS) {
                throw new IllegalStateException("The rotations did not come to rest; the matrix holds NaN or infinity");
            }
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, v, p, q);
                }
            }
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -a[i][i]));
        values = new double[n];
        vectors = new double[n][];
        for (int i = 0; i < n; i++) {
            values[i] = a[order[i]][order[i]];
            vectors[i] = v[order[i]];
        }
    }

    /** Largest first. */
    double value(int index) {
        return values[index];
    }

    /** Of length 1. */
    double[] vector(int index) {
        return vectors[index];
    }

    private static double offDiagonal(double[][] a) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += 2 * a[i][j] * a[i][j];
            }
        }
        return sum;
    }

    /** Makes the element at (p, q) zero; the rows of {@code v} turn along. */
    private static void rotate(double[][] a, double[][] v, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        turn(a[p], a[q], c, s);
        for (double[] row : a) {
            double first = row[p];
            double second = row[q];
            row[p] = c * first - s * second;
            row[q] = s * first + c * second;
        }
        a[p][q] = 0;
        a[q][p] = 0;
        turn(v[p], v[q], c, s);
    }

    private static void turn(double[] first, double[] second, double c, double s) {
        for (int i = 0; i < first.length; i++) {
            double x = first[i];
            double y = second[i];
            first[i] = c * x - s * y;
            second[i] = s * x + c * y;
        }
    }
}
