package dev.assay.portal.queue;

import dev.assay.portal.Jsonb;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether what a device sent can be a measurement at all; devices are not trusted. */
final class MeasurementCheck {
    /** An hour for one inference, and ten million of them, are beyond anything a job may do. */
    private static final long LONGEST_NANOS = 3_600_000_000_000L;

    private static final int MOST_SAMPLES = 10_000_000;

    private MeasurementCheck() {}

    /** What cannot be, in a few words; empty when the measurement is possible. */
    static Optional<String> nonsense(@Nullable Measurement measurement, JobSpec spec) {
        if (measurement == null) {
            return Optional.of("no measurement");
        }
        List<Long> samples = measurement.latencyNanos();
        if (samples.isEmpty() || samples.size() > MOST_SAMPLES) {
            return Optional.of(samples.size() + " latency samples");
        }
        if (samples.stream().anyMatch(nanos -> nanos <= 0 || nanos > LONGEST_NANOS)) {
            return Optional.of("a latency that is not above zero or longer than an hour");
        }
        if (!measurement.modelSha256().matches("[0-9a-f]{64}") || measurement.modelBytes() <= 0) {
            return Optional.of("a model without a hash or a size");
        }
        if (spec.scheme().name().equals("fp32")
                && !measurement.modelSha256().equals(spec.model().sha256())) {
            return Optional.of("another model than the one that was asked for");
        }
        if (!(measurement.loadMillis() >= 0) || !(measurement.elapsedSeconds() > 0)) {
            return Optional.of("a negative duration");
        }
        Measurement.Fidelity fidelity = measurement.fidelity();
        if (fidelity != null && fidelity.finite() && !(Math.abs(fidelity.cosine()) <= 1.000001)) {
            return Optional.of("a cosine outside -1 to 1");
        }
        return Optional.empty();
    }

    /** The JSON of a measurement whose samples are stored beside it. */
    static String withoutSamples(Measurement m) {
        return Jsonb.of(new Measurement(
                m.modelSha256(),
                m.modelBytes(),
                m.quantization(),
                m.loadMillis(),
                m.firstRunMillis(),
                m.warmUp(),
                m.warmUpStable(),
                List.of(),
                m.elapsedSeconds(),
                m.validity(),
                m.memory(),
                m.fidelity(),
                m.accuracy(),
                m.environment(),
                m.details()));
    }
}
