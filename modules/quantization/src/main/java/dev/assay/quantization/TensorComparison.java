package dev.assay.quantization;

import org.jspecify.annotations.Nullable;

/** Sums over the examples of two forms of a tensor. */
final class TensorComparison {
    private double signal;
    private double rounded;
    private double noise;
    private double dot;
    private int examples;

    /** Adds an example; forms of different size say nothing about each other and are left out. */
    void add(float[] reference, float[] test) {
        if (reference.length != test.length) {
            return;
        }
        for (int i = 0; i < reference.length; i++) {
            double r = reference[i];
            double t = test[i];
            signal += r * r;
            rounded += t * t;
            noise += (r - t) * (r - t);
            dot += r * t;
        }
        examples++;
    }

    int examples() {
        return examples;
    }

    /** Signal to noise in dB; null when nothing differs, or when a value is not a number. */
    @Nullable
    Double sqnrDb() {
        return noise == 0 || !isFinite() || signal == 0 ? null : 10 * Math.log10(signal / noise);
    }

    /** Whether every value that was compared is a number. */
    boolean isFinite() {
        return Double.isFinite(signal) && Double.isFinite(rounded);
    }

    /** Whether the difference is small enough; what was not compared and what does not differ is. */
    boolean isAbove(double thresholdDb) {
        Double sqnrDb = sqnrDb();
        return isFinite() && (sqnrDb == null || sqnrDb >= thresholdDb);
    }

    /** Cosine; null when a value is not a number. */
    @Nullable
    Double cosine() {
        if (noise == 0) {
            return 1.0;
        }
        return isFinite() ? FidelityMeter.cosine(dot, signal, rounded) : null;
    }
}
