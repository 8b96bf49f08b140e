package dev.assay.guidance.roofline;

import java.util.List;

/**
 * A median latency that was computed before anything ran.
 *
 * @param medianMillis what is expected
 * @param lowMillis    lower end of the interval
 * @param highMillis   upper end
 * @param basis        what it rests on
 * @param extrapolated sentences that name what lies beyond the probes; empty inside of their hull
 */
public record Prediction(
        double medianMillis, double lowMillis, double highMillis, Basis basis, List<String> extrapolated) {
    /** What a prediction rests on. */
    public enum Basis {
        /** Ceilings fitted to probes that ran on the device. */
        CALIBRATED,
        /** Peak figures of a data sheet and usual efficiencies: much wider. */
        DATASHEET
    }

    /** How a measured median lies to the interval. */
    public enum Outcome {
        INSIDE,
        FASTER,
        SLOWER
    }

    public Prediction {
        extrapolated = List.copyOf(extrapolated);
    }

    static Prediction of(double millis, double factor, Basis basis, List<String> extrapolated) {
        return new Prediction(millis, millis / factor, millis * factor, basis, extrapolated);
    }

    /** Measured divided by predicted. */
    public double ratio(double measuredMillis) {
        return measuredMillis / medianMillis;
    }

    /** Scores a measured median. */
    public Outcome outcome(double measuredMillis) {
        if (measuredMillis < lowMillis) {
            return Outcome.FASTER;
        }
        return measuredMillis > highMillis ? Outcome.SLOWER : Outcome.INSIDE;
    }
}
