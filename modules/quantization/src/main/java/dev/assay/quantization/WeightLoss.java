package dev.assay.quantization;

import org.jspecify.annotations.Nullable;

/** Sums over the finite weights of a layer of what a new form changed; always added in the same order. */
public final class WeightLoss {
    private double signal;
    private double noise;
    private double rounded;
    private double dot;

    /** Adds one weight. */
    public void add(double before, double after) {
        if (!Double.isFinite(before)) {
            return;
        }
        signal += before * before;
        rounded += after * after;
        dot += before * after;
        noise += (before - after) * (before - after);
    }

    /** Signal to noise in dB; null when nothing was lost. */
    public @Nullable Double sqnrDb() {
        return noise == 0 ? null : 10 * Math.log10(signal / noise);
    }

    /** Of the weights before and after, taken as vectors. */
    public double cosine() {
        return FidelityMeter.cosine(dot, signal, rounded);
    }
}
