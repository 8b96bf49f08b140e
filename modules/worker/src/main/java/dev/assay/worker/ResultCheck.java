package dev.assay.worker;

import dev.assay.benchmark.Tier;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.worker.job.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the figures of a job process can be true; it ran code that somebody uploaded. */
final class ResultCheck {
    private static final double MOST_SECONDS = 24 * 3_600.0;

    private ResultCheck() {}

    /** What is wrong, or null. */
    static @Nullable String fault(Frame.Measured measured, String scenario) {
        Frame.Timing timing = measured.timing();
        // Queries of the server scenario overlap: one waits while the one before it is answered.
        boolean overlapping = scenario.equals("server");
        String fault = samples(timing.latencyNanos(), timing.elapsedSeconds(), overlapping);
        MeasurementDetails.Versus versus = timing.versus();
        if (fault == null && versus != null) {
            fault = samples(versus.latencyNanos(), MOST_SECONDS, true);
            if (fault == null
                    && !(versus.low() > 0 && versus.low() <= versus.ratio() && versus.ratio() <= versus.high())) {
                fault = "a ratio outside of its interval";
            }
        }
        if (fault != null) {
            return fault;
        }
        if (!between(measured.loadMillis(), 0, MOST_SECONDS * 1e3)
                || !between(timing.firstRunMillis(), 0, MOST_SECONDS * 1e3)) {
            return "an impossible load time";
        }
        String outputs = outputs(measured.fidelity(), measured.accuracy());
        Frame.Compared second = measured.second();
        return outputs != null || second == null ? outputs : outputs(second.fidelity(), second.accuracy());
    }

    private static @Nullable String outputs(
            Measurement.@Nullable Fidelity fidelity, Measurement.@Nullable Accuracy accuracy) {
        if (fidelity != null && !between(fidelity.cosine(), -1.000_001, 1.000_001)) {
            return "an impossible cosine";
        }
        if (accuracy != null && !between(accuracy.value(), 0, 1)) {
            return "an impossible accuracy";
        }
        return null;
    }

    private static @Nullable String samples(List<Long> latencyNanos, double elapsedSeconds, boolean overlapping) {
        if (latencyNanos.isEmpty() || latencyNanos.size() > Tier.MOST_SAMPLES) {
            return latencyNanos.size() + " samples";
        }
        double sum = 0;
        for (long nanos : latencyNanos) {
            if (nanos <= 0 || nanos > MOST_SECONDS * 1e9) {
                return "a latency of " + nanos + " ns";
            }
            sum += nanos / 1e9;
        }
        return !between(elapsedSeconds, 0, MOST_SECONDS) || (!overlapping && sum > elapsedSeconds * 1.001 + 0.001)
                ? "samples that take longer than the whole"
                : null;
    }

    private static boolean between(double value, double least, double most) {
        return value >= least && value <= most;
    }
}
