package dev.assay.quantization;

import org.jspecify.annotations.Nullable;

/** Sums over weights of what rounding changed. */
final class LineLoss {
    private double signal;
    private double noise;
    private double rounded;
    private double dot;

    /** Adds a line of weights and the integers they became. */
    void add(float[] before, float[] scales, int zeroPoint, int[] integers) {
        double signalSum = 0;
        double noiseSum = 0;
        double roundedSum = 0;
        double dotSum = 0;
        for (int i = 0; i < before.length; i++) {
            double was = before[i];
            double is = (integers[i] - zeroPoint) * scales[i];
            double change = was - is;
            signalSum += was * was;
            roundedSum += is * is;
            dotSum += was * is;
            noiseSum += change * change;
        }
        signal += signalSum;
        noise += noiseSum;
        rounded += roundedSum;
        dot += dotSum;
    }

    LineLoss plus(LineLoss other) {
        signal += other.signal;
        noise += other.noise;
        rounded += other.rounded;
        dot += other.dot;
        return this;
    }

    /** Signal to rounding noise; null when nothing was lost. */
    @Nullable
    Double sqnrDb() {
        return noise == 0 ? null : 10 * Math.log10(signal / noise);
    }

    double cosine() {
        return FidelityMeter.cosine(dot, signal, rounded);
    }
}
