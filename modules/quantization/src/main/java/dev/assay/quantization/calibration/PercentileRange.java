package dev.assay.quantization.calibration;

/**
 * Cuts the same share off both ends of a histogram.
 *
 * <p>As in the reference tool ({@code HistogramCollector.compute_percentile} of onnxruntime 1.30, not symmetric): both
 * ends are lower edges of the bins in which the cumulated share reaches {@code (100 - p) / 200} and its complement. The
 * upper end is therefore up to one bin, a thousandth of the largest magnitude, below the exact quantile; a quarter of a
 * step of an eight-bit range, so it was left as it is.
 */
final class PercentileRange {
    private PercentileRange() {}

    /**
     * The ends of what is kept.
     *
     * @param percentile share of elements to keep, in per cent, from 0 to 100
     */
    static float[] ends(Histogram histogram, double percentile) {
        double cut = (100.0 - percentile) / 200.0;
        return new float[] {histogram.edge(reaching(histogram, cut)), histogram.edge(reaching(histogram, 1.0 - cut))};
    }

    /** The first bin up to which, itself included, a share of the elements lies; the number of bins if none is. */
    private static int reaching(Histogram histogram, double share) {
        double total = histogram.total();
        double cumulated = 0;
        for (int bin = 0; bin < histogram.bins(); bin++) {
            cumulated += histogram.count(bin) / total;
            if (cumulated >= share) {
                return bin;
            }
        }
        return histogram.bins();
    }
}
