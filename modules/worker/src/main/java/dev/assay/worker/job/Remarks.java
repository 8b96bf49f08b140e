package dev.assay.worker.job;

import dev.assay.benchmark.Trend;
import dev.assay.protocol.Measurement.Validity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scenario or the model itself adds to the verdict of the gates. */
final class Remarks {
    private Remarks() {}

    /**
     * The verdict with what else is to be said.
     *
     * @param finite   false when some output held NaN or an infinity
     * @param scenario what went differently than the scenario asks for, or null
     * @param trend    of a sustained measurement, or null; told in any case, and suspect when the speed did not last
     */
    static Validity on(Validity judged, boolean finite, @Nullable String scenario, @Nullable Trend trend) {
        List<String> reasons = new ArrayList<>(judged.reasons());
        boolean doubtful = false;
        if (!finite) {
            reasons.add("The model's outputs hold NaN or infinity, so its answers mean nothing.");
            doubtful = true;
        }
        if (scenario != null) {
            reasons.add(scenario);
            doubtful = true;
        }
        if (trend != null) {
            reasons.add(trend.sentence());
            doubtful |= trend.slowed();
        }
        Validity.Status status =
                doubtful && judged.status() == Validity.Status.VALID ? Validity.Status.SUSPECT : judged.status();
        return new Validity(status, List.copyOf(reasons));
    }
}
