package dev.assay.quantization.calibration;

/**
 * Counts of a tensor's elements in bins of equal width from {@code -threshold} to {@code threshold}. Constant memory.
 *
 * <p>An element belongs to the last bin whose lower edge, rounded to float32, is not above it; the upper end belongs to
 * the last bin. These are the rules of {@code numpy.histogram}, with edges computed in float64 before they are rounded,
 * so the counts equal those of the reference tool ({@code HistogramCollector.collect_value} of onnxruntime 1.30 when it
 * sees all examples at once).
 */
final class Histogram {
    /** Bins of every histogram. */
    static final int BINS = 2048;

    private final float threshold;
    private final float[] edges;
    private final long[] counts;

    /**
     * An empty histogram.
     *
     * @param threshold half its width; finite, above 0
     * @param bins      number of bins, even
     */
    Histogram(float threshold, int bins) {
        this.threshold = threshold;
        this.edges = new float[bins + 1];
        this.counts = new long[bins];
        double step = 2.0 * threshold / bins;
        for (int i = 0; i < bins; i++) {
            edges[i] = (float) (i * step - threshold);
        }
        edges[bins] = threshold;
    }

    /** Counts elements; what lies beyond the ends is left out. */
    void add(float[] values) {
        double perUnit = counts.length / (2.0 * threshold);
        int last = counts.length - 1;
        for (float value : values) {
            if (!(value >= -threshold && value <= threshold)) {
                continue;
            }
            int bin = Math.min((int) ((value + (double) threshold) * perUnit), last);
            if (value < edges[bin]) {
                bin--;
            } else if (bin < last && value >= edges[bin + 1]) {
                bin++;
            }
            counts[bin]++;
        }
    }

    int bins() {
        return counts.length;
    }

    long count(int bin) {
        return counts[bin];
    }

    /** Lower edge of a bin; the edge number {@link #bins()} is the upper end. */
    float edge(int bin) {
        return edges[bin];
    }

    long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
