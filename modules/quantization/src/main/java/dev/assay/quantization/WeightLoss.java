package dev.assay.quantization;

import org.jspecify.annotations.Nullable;

/** Sums over the finite weights of a layer of what a new form changed; always added in the same order. */
public final class WeightLoss {
    private double signal;
    private double noise;
    private double rounded;
    private double dot;

    /** Nothing yet. */
    public WeightLoss() {}

    /** Sums that were made elsewhere: of squares of weights, of changes, of new weights, and of products of old and new. */
    WeightLoss(double signal, double noise, double rounded, double dot) {
        this.signal = signal;
        this.noise = noise;
        this.rounded = rounded;
        this.dot = dot;
    }

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

    WeightLoss plus(WeightLoss other) {
        signal += other.signal;
        noise += other.noise;
        rounded += other.rounded;
        dot += other.dot;
        return this;
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
