package dev.assay.quantization.calibration;

/**
 * Chooses the window around 0 that loses least information when it is quantized: the least Kullback-Leibler divergence
 * between the clipped distribution and its quantized form.
 *
 * <p>For every half width from 64 to all bins: {@code p} is the window with the outliers added to its end bins, {@code q}
 * is the window merged into 128 bins and spread evenly over those of its bins that are not empty; both are smoothed so
 * that no bin is empty, then compared. The method is that of S. Migacz, "8-bit inference with TensorRT", GTC 2017, as
 * MXNet and the reference tool ({@code HistogramCollector.get_entropy_threshold}, onnxruntime 1.30) write it down.
 *
 * <p>The tool departs from the method in five places, which are not repeated here. Its histogram has 128 bins unless told
 * otherwise, as many as it merges into, so that there is one window to choose from; here it has 2048. It keeps {@code q}
 * in integers, which turns a count of one spread over two bins into two empty bins. It gives mass in {@code q} to bins
 * that are empty in {@code p}. It leaves what remains after the division into 128 groups empty in {@code q}, while it
 * counts it in the last group. Its window has one bin more above 0 than below. The script of the golden values holds both
 * forms.
 */
final class EntropyRange {
    /** Levels that the window is merged into. */
    static final int LEVELS = 128;

    private static final double SMOOTHING = 0.0001;

    private EntropyRange() {}

    /** The ends of the chosen window; of several that are equally good the narrowest. */
    static float[] ends(Histogram histogram) {
        int centre = histogram.bins() / 2;
        int best = LEVELS / 2;
        double least = Double.POSITIVE_INFINITY;
        for (int half = LEVELS / 2; half <= centre; half++) {
            double divergence = divergence(histogram, centre - half, centre + half);
            if (divergence < least) {
                least = divergence;
                best = half;
            }
        }
        return new float[] {histogram.edge(centre - best), histogram.edge(centre + best)};
    }

    /** Divergence of the quantized window {@code [from, to)} from the distribution clipped to it. */
    private static double divergence(Histogram histogram, int from, int to) {
        int size = to - from;
        double[] p = new double[size];
        for (int bin = 0; bin < histogram.bins(); bin++) {
            p[Math.max(0, Math.min(size - 1, bin - from))] += histogram.count(bin);
        }
        double[] q = new double[size];
        int group = size / LEVELS;
        for (int level = 0; level < LEVELS; level++) {
            int start = level * group;
            int end = level == LEVELS - 1 ? size : start + group;
            long mass = 0;
            int filled = 0;
            for (int i = start; i < end; i++) {
                mass += histogram.count(from + i);
                filled += p[i] > 0 ? 1 : 0;
            }
            for (int i = start; i < end; i++) {
                q[i] = p[i] > 0 ? (double) mass / filled : 0;
            }
        }
        if (!smooth(p) || !smooth(q)) {
            return Double.POSITIVE_INFINITY;
        }
        double pSum = 0;
        double qSum = 0;
        for (int i = 0; i < size; i++) {
            pSum += p[i];
            qSum += q[i];
        }
        double divergence = 0;
        for (int i = 0; i < size; i++) {
            divergence += p[i] / pSum * Math.log(p[i] / pSum / (q[i] / qSum));
        }
        return divergence;
    }

    /**
     * Gives a little to every empty bin and takes it evenly from the others; false when all are empty. No bin becomes
     * negative: a filled one holds at least a half, and with 2048 bins at most 0.21 is taken.
     */
    private static boolean smooth(double[] distribution) {
        int empty = 0;
        for (double bin : distribution) {
            empty += bin == 0 ? 1 : 0;
        }
        int filled = distribution.length - empty;
        if (filled == 0) {
            return false;
        }
        double taken = SMOOTHING * empty / filled;
        for (int i = 0; i < distribution.length; i++) {
            distribution[i] = distribution[i] == 0 ? SMOOTHING : distribution[i] - taken;
        }
        return true;
    }
}
