package dev.assay.portal.experiments;

import dev.assay.guidance.RunConditions;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SchemeSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a stored measurement, as far as comparisons ask for them. */
final class MeasuredConditions {
    /** A clock that fell by more than this, or a median that rose by more, is throttling. */
    private static final double THROTTLED = 1.05;

    private static final int LEAST_MINUTES = 5;

    private MeasuredConditions() {}

    static RunConditions of(SchemeSpec scheme, Measurement measurement, List<Long> nanos, @Nullable String tier) {
        Measurement.Environment environment = measurement.environment();
        MeasurementDetails details = measurement.details();
        return new RunConditions(
                null, // all runs of an experiment start from one model
                null, // part of the shapes
                SchemeChoice.label(scheme),
                environment.threads(),
                environment.inputsSha256() + " " + environment.inputShapes(),
                details.scenario() == null
                        ? "single-stream"
                        : details.scenario().scenario(),
                details.energy() == null ? null : details.energy().boundary(),
                measurement.warmUpStable(),
                throttled(environment, details.minutes()),
                nanos.size(),
                Math.max(1, details.starts().size()),
                tier);
    }

    private static @Nullable Boolean throttled(Measurement.Environment environment, List<Double> minutes) {
        Double before = environment.mhzBefore();
        Double after = environment.mhzAfter();
        boolean slower = minutes.size() >= LEAST_MINUTES && minutes.getLast() > THROTTLED * minutes.getFirst();
        if (before == null || after == null) {
            return minutes.size() >= LEAST_MINUTES ? slower : null;
        }
        return slower || (before > THROTTLED * after && measurementIsLong(minutes));
    }

    /** Of a short run the clock before it is that of an idle, boosting processor and says little. */
    private static boolean measurementIsLong(List<Double> minutes) {
        return minutes.size() >= LEAST_MINUTES;
    }
}
