package dev.assay.worker;

import dev.assay.benchmark.Tier;
import dev.assay.worker.job.Frame;
import org.jspecify.annotations.Nullable;

/** Whether the figures of a job process can be true; it ran code that somebody uploaded. */
final class ResultCheck {
    private static final double MOST_SECONDS = 24 * 3_600.0;

    private ResultCheck() {}

    /** What is wrong, or null. */
    static @Nullable String fault(Frame.Measured measured) {
        if (measured.latencyNanos().isEmpty() || measured.latencyNanos().size() > Tier.MOST_SAMPLES) {
            return measured.latencyNanos().size() + " samples";
        }
        double sum = 0;
        for (long nanos : measured.latencyNanos()) {
            if (nanos <= 0 || nanos > MOST_SECONDS * 1e9) {
                return "a latency of " + nanos + " ns";
            }
            sum += nanos / 1e9;
        }
        if (!between(measured.elapsedSeconds(), 0, MOST_SECONDS) || sum > measured.elapsedSeconds() * 1.001 + 0.001) {
            return "samples that take longer than the whole";
        }
        if (!between(measured.loadMillis(), 0, MOST_SECONDS * 1e3)
                || !between(measured.firstRunMillis(), 0, MOST_SECONDS * 1e3)) {
            return "an impossible load time";
        }
        if (measured.fidelity() != null && !between(measured.fidelity().cosine(), -1.000_001, 1.000_001)) {
            return "an impossible cosine";
        }
        if (measured.accuracy() != null && !between(measured.accuracy().value(), 0, 1)) {
            return "an impossible accuracy";
        }
        return null;
    }

    private static boolean between(double value, double least, double most) {
        return value >= least && value <= most;
    }
}
