package dev.assay.guidance.statistics;

/**
 * An estimate with its 95 % interval.
 *
 * @param value the plain sample quantile
 * @param low   lower end
 * @param high  upper end
 */
public record Interval(double value, double low, double high) {
    /** Whether a value lies inside, ends included. */
    public boolean contains(double candidate) {
        return candidate >= low && candidate <= high;
    }
}
