package dev.assay.portal.predictions;

import dev.assay.guidance.roofline.Prediction;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was to be expected of a run.
 *
 * @param calibration  what it rests on
 * @param calibrated   when the device was calibrated
 * @param measuredMillis the median that the run then had; null until it succeeded, and when its latencies are invalid
 */
public record RunPrediction(
        UUID run,
        UUID calibration,
        Instant calibrated,
        Prediction prediction,
        @Nullable Double measuredMillis) {

    /** Measured divided by predicted; null without a median to hold against it. */
    public @Nullable Double ratio() {
        Double measured = measuredMillis;
        return measured == null ? null : prediction.ratio(measured);
    }

    /** Whether the measured median lies outside of the interval. */
    public boolean surprise() {
        Double measured = measuredMillis;
        return measured != null && prediction.outcome(measured) != Prediction.Outcome.INSIDE;
    }

    /** What to look at when the measured median lies outside of the interval; empty when it does not. */
    public String advice() {
        Double measured = measuredMillis;
        if (measured == null) {
            return "";
        }
        return switch (prediction.outcome(measured)) {
            case INSIDE -> "";
            case FASTER ->
                "Faster than expected. The runtime may have fused more than was planned, or the inputs are smaller than the"
                        + " shapes say; the kernels are listed under Time and graph.";
            case SLOWER ->
                "Slower than expected. Look at quantized steps that were not fused (Time and graph), at other load and a"
                        + " clock that fell (Environment), and at the number of threads.";
        };
    }
}
