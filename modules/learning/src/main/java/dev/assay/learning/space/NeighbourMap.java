package dev.assay.learning.space;

import java.util.Arrays;
import java.util.Random;

/**
 * A map of points in the plane that keeps neighbours together: t-SNE with all pairs, no approximation. Distances on it mean
 * little and the sizes of clusters nothing.
 *
 * <p>Source: van der Maaten, Hinton, Visualizing Data using t-SNE, 2008, with the schedule of scikit-learn's {@code TSNE}:
 * exaggeration 12 and momentum 0.5 for 250 steps, then momentum 0.8, gains, learning rate {@code max(n / 12 / 4, 50)}, and a
 * start from normal numbers times 0.0001. Exponentials and logarithms are Java's {@code StrictMath}, so that the same points
 * and the same seed give the same map on every machine.
 */
public final class NeighbourMap {
    /** Most points. */
    public static final int MOST_POINTS = 500;

    private static final double EXAGGERATION = 12;
    private static final int EXAGGERATED_STEPS = 250;
    private static final double LEAST = 1e-12;

    private final double[][] places;
    private final double divergence;
    private final double perplexity;

    private NeighbourMap(double[][] places, double divergence, double perplexity) {
        this.places = places;
        this.divergence = divergence;
        this.perplexity = perplexity;
    }

    /**
     * Draws a map.
     *
     * @param points     {@code [n][dimensions]}, from 3 to {@value #MOST_POINTS}; for closeness by cosine give vectors of
     *                   length 1
     * @param perplexity how many neighbours each point should have, about; lowered to {@code (n - 1) / 3} for few points
     * @param steps      such as 1000
     * @param seed       of {@link Random}
     */
    public static NeighbourMap of(double[][] points, double perplexity, int steps, long seed) {
        int n = points.length;
        if (n < 3 || n > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "A map can be drawn of 3 to " + MOST_POINTS + " points, not of " + n + ".");
        }
        if (!(perplexity >= 1) || steps < 1) {
            throw new IllegalArgumentException("The perplexity and the number of steps are at least 1.");
        }
        double wanted = Math.max(1, Math.min(perplexity, (n - 1) / 3.0));
        double[][] p = affinities(points, wanted);
        double[][] y = descend(p, steps, seed);
        return new NeighbourMap(y, divergence(p, y), wanted);
    }

    /** Symmetric probabilities that two points are neighbours; all of them sum to 1. */
    private static double[][] affinities(double[][] points, double perplexity) {
        int n = points.length;
        double[][] p = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] squares = new double[n];
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < points[i].length; k++) {
                    double difference = points[i][k] - points[j][k];
                    squares[j] += difference * difference;
                }
            }
            p[i] = conditional(squares, i, perplexity);
        }
        double[][] joint = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                joint[i][j] = i == j ? 0 : Math.max(LEAST, (p[i][j] + p[j][i]) / (2.0 * n));
            }
        }
        return joint;
    }

    /** Normal weights of the others, as wide as gives the perplexity; the width is found by halving. */
    private static double[] conditional(double[] squares, int self, double perplexity) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < squares.length; j++) {
            if (j != self) {
                nearest = Math.min(nearest, squares[j]);
            }
        }
        if (!Double.isFinite(nearest)) {
            throw new IllegalArgumentException("Point " + self + " contains NaN or infinity.");
        }
        double target = StrictMath.log(perplexity);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double beta = 1;
        double[] weights = new double[squares.length];
        for (int round = 0; round < 100; round++) {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < squares.length; j++) {
                weights[j] = j == self ? 0 : StrictMath.exp(-beta * (squares[j] - nearest));
                sum += weights[j];
                weighted += weights[j] * (squares[j] - nearest);
            }
            double entropy = StrictMath.log(sum) + beta * weighted / sum;
            for (int j = 0; j < weights.length; j++) {
                weights[j] /= sum;
            }
            if (Math.abs(entropy - target) < 1e-7) {
                break;
            }
            if (entropy > target) {
                low = beta;
                beta = Double.isInfinite(high) ? beta * 2 : (low + high) / 2;
            } else {
                high = beta;
                beta = (low + high) / 2;
            }
        }
        return weights;
    }

    private static double[][] descend(double[][] p, int steps, long seed) {
        int n = p.length;
        Random random = new Random(seed);
        double[][] y = new double[n][2];
        for (double[] place : y) {
            place[0] = 1e-4 * random.nextGaussian();
            place[1] = 1e-4 * random.nextGaussian();
        }
        double rate = Math.max(n / EXAGGERATION / 4, 50);
        double[][] velocity = new double[n][2];
        double[][] gains = new double[n][2];
        for (double[] gain : gains) {
            Arrays.fill(gain, 1);
        }
        double[][] kernel = new double[n][n];
        for (int step = 0; step < steps; step++) {
            boolean early = step < EXAGGERATED_STEPS;
            double momentum = early ? 0.5 : 0.8;
            double sum = kernel(y, kernel);
            double[][] gradient = gradient(p, y, kernel, sum, early ? EXAGGERATION : 1);
            for (int i = 0; i < n; i++) {
                for (int c = 0; c < 2; c++) {
                    boolean turning = velocity[i][c] * gradient[i][c] < 0;
                    gains[i][c] = Math.max(0.01, turning ? gains[i][c] + 0.2 : gains[i][c] * 0.8);
                    velocity[i][c] = momentum * velocity[i][c] - rate * gains[i][c] * gradient[i][c];
                    y[i][c] += velocity[i][c];
                }
            }
        }
        centre(y);
        return y;
    }

    /** {@code 1 / (1 + distance^2)} of all pairs, and their sum. */
    private static double kernel(double[][] y, double[][] kernel) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < i; j++) {
                double dx = y[i][0] - y[j][0];
                double dy = y[i][1] - y[j][1];
                kernel[i][j] = 1 / (1 + dx * dx + dy * dy);
                kernel[j][i] = kernel[i][j];
                sum += 2 * kernel[i][j];
            }
        }
        return sum;
    }

    private static double[][] gradient(double[][] p, double[][] y, double[][] kernel, double sum, double exaggeration) {
        double[][] gradient = new double[y.length][2];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double force = 4 * (exaggeration * p[i][j] - kernel[i][j] / sum) * kernel[i][j];
                gradient[i][0] += force * (y[i][0] - y[j][0]);
                gradient[i][1] += force * (y[i][1] - y[j][1]);
            }
        }
        return gradient;
    }

    private static void centre(double[][] y) {
        for (int c = 0; c < 2; c++) {
            double mean = 0;
            for (double[] place : y) {
                mean += place[c] / y.length;
            }
            for (double[] place : y) {
                place[c] -= mean;
            }
        }
    }

    private static double divergence(double[][] p, double[][] y) {
        double[][] kernel = new double[y.length][y.length];
        double sum = kernel(y, kernel);
        double divergence = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < y.length; j++) {
                if (i != j) {
                    divergence += p[i][j] * StrictMath.log(p[i][j] / Math.max(LEAST, kernel[i][j] / sum));
                }
            }
        }
        return divergence;
    }

    /** Places on the map, {@code [n][2]}, with their mean at 0. */
    public double[][] places() {
        double[][] copy = new double[places.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = places[i].clone();
        }
        return copy;
    }

    /** What was made small: the Kullback-Leibler divergence of neighbourhoods on the map from those of the points, in nats. */
    public double divergence() {
        return divergence;
    }

    /** The perplexity in use. */
    public double perplexity() {
        return perplexity;
    }
}
