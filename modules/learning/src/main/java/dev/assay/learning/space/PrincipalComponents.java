package dev.assay.learning.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Principal component analysis, exact: the eigenvectors of the covariance {@code X^T X / (n - 1)} of centred points. Where
 * there are fewer points than dimensions, those of the smaller matrix {@code X X^T} are taken and turned back.
 */
public final class PrincipalComponents {
    /** The larger of points and dimensions may be anything; the smaller is what the time depends on. */
    private static final int MOST = 600;

    /** Components with less than this part of the largest variance are rounding. */
    private static final double NEGLIGIBLE = 1e-12;

    private final double[] mean;
    private final double[][] components;
    private final double[] variances;
    private final double totalVariance;
    private final double[][] points;

    private PrincipalComponents(
            double[] mean, double[][] components, double[] variances, double totalVariance, double[][] points) {
        this.mean = mean;
        this.components = components;
        this.variances = variances;
        this.totalVariance = totalVariance;
        this.points = points;
    }

    /**
     * Analyses points.
     *
     * @param points {@code [n][dimensions]}, at least two, finite; n or dimensions at most 600
     */
    public static PrincipalComponents of(double[][] points) {
        int n = points.length;
        if (n < 2) {
            throw new IllegalArgumentException("One point has no directions; at least two are needed.");
        }
        int d = points[0].length;
        if (Math.min(n, d) > MOST) {
            throw new IllegalArgumentException("There are " + n + " points with " + d
                    + " dimensions; one of the two must be at most " + MOST + ".");
        }
        double[] mean = new double[d];
        double[][] centred = new double[n][d];
        for (double[] point : points) {
            for (int i = 0; i < d; i++) {
                mean[i] += point[i] / n;
            }
        }
        double total = 0;
        for (int p = 0; p < n; p++) {
            for (int i = 0; i < d; i++) {
                if (!Double.isFinite(points[p][i])) {
                    throw new IllegalArgumentException("Point " + p + " contains NaN or infinity.");
                }
                centred[p][i] = points[p][i] - mean[i];
                total += centred[p][i] * centred[p][i] / (n - 1);
            }
        }
        boolean direct = d <= n;
        SymmetricEigen eigen = new SymmetricEigen(direct ? products(columns(centred)) : products(centred));
        List<double[]> components = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        for (int c = 0; c < Math.min(n, d); c++) {
            double variance = eigen.value(c) / (n - 1);
            if (variance <= NEGLIGIBLE * eigen.value(0) / (n - 1)) {
                break;
            }
            components.add(upright(direct ? eigen.vector(c) : back(eigen.vector(c), centred)));
            variances.add(variance);
        }
        return new PrincipalComponents(
                mean,
                components.toArray(double[][]::new),
                variances.stream().mapToDouble(Double::doubleValue).toArray(),
                total,
                centred);
    }

    private static double[][] columns(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                columns[c][r] = rows[r][c];
            }
        }
        return columns;
    }

    private static double[][] products(double[][] rows) {
        double[][] products = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = dot(rows[i], rows[j]);
                products[j][i] = products[i][j];
            }
        }
        return products;
    }

    private static double[] back(double[] weights, double[][] centred) {
        double[] direction = new double[centred[0].length];
        for (int p = 0; p < centred.length; p++) {
            for (int i = 0; i < direction.length; i++) {
                direction[i] += weights[p] * centred[p][i];
            }
        }
        double length = Math.sqrt(dot(direction, direction));
        return Arrays.stream(direction).map(value -> value / length).toArray();
    }

    /** A direction and its opposite are equally right: the one whose largest part is positive is taken. */
    private static double[] upright(double[] direction) {
        double largest = 0;
        for (double value : direction) {
            if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) {
                largest = value;
            }
        }
        double sign = largest < 0 ? -1 : 1;
        return Arrays.stream(direction).map(value -> sign * value).toArray();
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Directions that carry any variance; none when all points are equal. */
    public int count() {
        return components.length;
    }

    /** A direction, of length 1; those with more variance first. */
    public double[] component(int index) {
        return components[index].clone();
    }

    /** Variance along a direction. */
    public double variance(int index) {
        return variances[index];
    }

    /** Variance of the points, the sum over all dimensions; that of all directions sums to it. */
    public double totalVariance() {
        return totalVariance;
    }

    /** Part of the variance along each direction. */
    public double[] explained() {
        return Arrays.stream(variances)
                .map(variance -> variance / totalVariance)
                .toArray();
    }

    /** The mean of the points. */
    public double[] mean() {
        return mean.clone();
    }

    /** The points in the first directions, {@code [n][dimensions]}; 0 where there is no further direction. */
    public double[][] project(int dimensions) {
        double[][] projected = new double[points.length][dimensions];
        for (int p = 0; p < points.length; p++) {
            for (int c = 0; c < Math.min(dimensions, components.length); c++) {
                projected[p][c] = dot(points[p], components[c]);
            }
        }
        return projected;
    }
}
