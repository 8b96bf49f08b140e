package dev.assay.quantization.calibration;

/**
 * The smallest and largest element of one tensor over the examples, or their exponential moving averages. Constant
 * memory. Not safe for use by several threads.
 */
final class Extremes {
    /** Weight of the newest example in a moving average, as in the reference tool. */
    static final float AVERAGING = 0.01f;

    private final boolean average;
    private long values;
    private boolean finite = true;
    private float min;
    private float max;

    Extremes(boolean average) {
        this.average = average;
    }

    /** Looks at one example; an empty one changes nothing. */
    void add(float[] example) {
        if (example.length == 0) {
            return;
        }
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : example) {
            finite &= Float.isFinite(value);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        if (values == 0) {
            min = low;
            max = high;
        } else if (average) {
            min += AVERAGING * (low - min);
            max += AVERAGING * (high - max);
        } else {
            min = Math.min(min, low);
            max = Math.max(max, high);
        }
        values += example.length;
    }

    /** The largest distance from 0: half the width of a symmetric histogram that holds every element. */
    float threshold() {
        return Math.max(Math.abs(min), Math.abs(max));
    }

    float min() {
        return min;
    }

    float max() {
        return max;
    }

    /** Whether there were elements and all of them were numbers. */
    boolean isUsable() {
        return values > 0 && finite;
    }

    TensorRange range(String tensor) {
        return range(tensor, min, max);
    }

    /** The range with other ends, which cut off outliers. */
    TensorRange range(String tensor, float low, float high) {
        return new TensorRange(tensor, low, high, values, finite);
    }
}
