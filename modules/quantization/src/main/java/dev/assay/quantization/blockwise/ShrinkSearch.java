package dev.assay.quantization.blockwise;

/**
 * The scale and the zero point with the least squared error of a block, among those near to what just covers it.
 *
 * <p>Thirteen scales from 100 % down to 70 % of the covering one, with the zero point up to two steps to either side
 * (symmetric: with either sign of the scale). The best integers are then kept while the scale that fits them in the sense
 * of least squares makes the error smaller. What just covers the block is the first candidate, so the error never exceeds
 * that of {@link RoundToNearest}.
 */
public final class ShrinkSearch implements BlockRounding {
    private static final int SCALES = 13;
    private static final double STEP = 0.025;
    private static final int[] SHIFTS = {0, -1, 1, -2, 2};
    private static final int REFITS = 3;

    private final RoundToNearest covering = new RoundToNearest();

    @Override
    public void choose(double[] weights, int count, BlockFormat format, Parameters parameters) {
        covering.choose(weights, count, format, parameters);
        float covered = parameters.scale;
        int zero = parameters.zero;
        if (covered == 0 || !Float.isFinite(covered)) {
            return;
        }
        double least = Double.POSITIVE_INFINITY;
        int choices = format.symmetric() ? 2 : SHIFTS.length;
        for (int i = 0; i < SCALES; i++) {
            for (int choice = 0; choice < choices; choice++) {
                boolean mirrored = format.symmetric() && choice == 1;
                int candidateZero = format.symmetric() ? zero : zero + SHIFTS[choice];
                float candidate = (float) (covered * (1 - i * STEP) * (mirrored ? -1 : 1));
                if (candidateZero < 0 || candidateZero > format.top() || candidate == 0) {
                    continue;
                }
                double error = error(weights, count, format, candidate, candidateZero, least);
                if (error < least) {
                    least = error;
                    parameters.scale = candidate;
                    parameters.zero = candidateZero;
                }
            }
        }
        for (int i = 0; i < REFITS; i++) {
            float fitted = fitted(weights, count, format, parameters);
            if (fitted == 0 || !Float.isFinite(fitted)) {
                return;
            }
            double error = error(weights, count, format, fitted, parameters.zero, least);
            if (error >= least) {
                return;
            }
            least = error;
            parameters.scale = fitted;
        }
    }

    /** Sum of squares of what rounding changes; given up, and then at least the bound, once it reaches the bound. */
    private static double error(double[] weights, int count, BlockFormat format, float scale, int zero, double bound) {
        double error = 0;
        int top = format.top();
        for (int i = 0; i < count && error < bound; i++) {
            double integer = Math.max(0, Math.min(top, Math.rint(weights[i] / scale) + zero));
            double difference = weights[i] - (integer - zero) * scale;
            error += difference * difference;
        }
        return error;
    }

    private static float fitted(double[] weights, int count, BlockFormat format, Parameters parameters) {
        double product = 0;
        double square = 0;
        for (int i = 0; i < count; i++) {
            double level = format.integer(weights[i], parameters.scale, parameters.zero) - parameters.zero;
            product += weights[i] * level;
            square += level * level;
        }
        return square == 0 ? 0 : (float) (product / square);
    }
}
