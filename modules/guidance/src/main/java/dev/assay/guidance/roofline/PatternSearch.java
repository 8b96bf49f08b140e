package dev.assay.guidance.roofline;

import java.util.function.ToDoubleFunction;

/**
 * Looks for a minimum by steps along the axes that become smaller, the pattern search of Hooke and Jeeves without its
 * leaps. The objective of a fit is a mean of absolute values: it has kinks, on which methods that follow slopes or move a
 * simplex in two dozen dimensions come to rest too early. The same start gives the same result on every machine.
 */
final class PatternSearch {
    private static final double LEAST_GAIN = 1e-9;
    private static final double LEAST_STEP = 0.004;
    private static final int MOST_EVALUATIONS = 60_000;

    private PatternSearch() {}

    /**
     * The best point found.
     *
     * @param start     where to begin
     * @param step      first step along each axis
     * @param objective to make small
     */
    static double[] minimum(double[] start, double step, ToDoubleFunction<double[]> objective) {
        double[] point = start.clone();
        double best = objective.applyAsDouble(point);
        int evaluations = 1;
        for (double size = step; size > LEAST_STEP && evaluations < MOST_EVALUATIONS; ) {
            boolean moved = false;
            for (int axis = 0; axis < point.length; axis++) {
                for (int sign = 1; sign >= -1; sign -= 2) {
                    boolean better = true;
                    while (better && evaluations < MOST_EVALUATIONS) {
                        double before = point[axis];
                        point[axis] = before + sign * size;
                        double value = objective.applyAsDouble(point);
                        evaluations++;
                        better = value < best - LEAST_GAIN;
                        if (better) {
                            best = value;
                            moved = true;
                        } else {
                            point[axis] = before;
                        }
                    }
                }
            }
            size = moved ? size : size / 2;
        }
        return point;
    }
}
