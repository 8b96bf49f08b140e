package dev.assay.learning.attention;

import java.util.List;

/**
 * A parabola through measured costs by least squares, {@code constant + linear * n + quadratic * n^2}: the part of the
 * layers grows with the length of the text, the part of attention with its square.
 *
 * @param rSquared part of the variance that the parabola explains; 1 when it goes through all points
 */
public record LengthFit(double constant, double linear, double quadratic, double rSquared) {

    /**
     * A measurement.
     *
     * @param length tokens
     * @param cost   in any unit
     */
    public record Point(double length, double cost) {}

    /** Fits at least three different lengths; they are scaled to 1 at most on the way, so that no digits are lost. */
    public static LengthFit of(List<Point> points) {
        if (points.stream().map(Point::length).distinct().count() < 3) {
            throw new IllegalArgumentException("A parabola needs measurements at three different lengths.");
        }
        double scale = points.stream()
                .mapToDouble(point -> Math.abs(point.length()))
                .max()
                .orElseThrow();
        double[][] system = new double[3][4];
        double mean = 0;
        for (Point point : points) {
            double x = point.length() / scale;
            double[] powers = {1, x, x * x};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    system[i][j] += powers[i] * powers[j];
                }
                system[i][3] += powers[i] * point.cost();
            }
            mean += point.cost() / points.size();
        }
        double[] c = solve(system);
        LengthFit fit = new LengthFit(c[0], c[1] / scale, c[2] / (scale * scale), 1);
        double left = 0;
        double total = 0;
        for (Point point : points) {
            left += Math.pow(point.cost() - fit.at(point.length()), 2);
            total += Math.pow(point.cost() - mean, 2);
        }
        return new LengthFit(fit.constant, fit.linear, fit.quadratic, total == 0 ? 1 : 1 - left / total);
    }

    /** The cost that the parabola gives. */
    public double at(double length) {
        return constant + linear * length + quadratic * length * length;
    }

    /** The length from which on the quadratic part is the larger of the two; infinite or below 0 when it never is. */
    public double crossover() {
        return linear / quadratic;
    }

    /** Elimination with the largest pivot; the system is positive definite. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column; row < n; row++) {
                if (Math.abs(system[row][column]) > Math.abs(system[pivot][column])) {
                    pivot = row;
                }
            }
            double[] swapped = system[pivot];
            system[pivot] = system[column];
            system[column] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : system[row][column] / system[column][column];
                for (int i = column; factor != 0 && i <= n; i++) {
                    system[row][i] -= factor * system[column][i];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }
}
