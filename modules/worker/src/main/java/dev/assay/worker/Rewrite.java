package dev.assay.worker;

import dev.assay.protocol.Failure;
import dev.assay.protocol.MeasurementDetails.Calibration;
import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.quantization.QuantizationReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a rewrite without a measurement ended. */
public sealed interface Rewrite {
    /**
     * The new file is where it was asked for.
     *
     * @param layers      of the rewritten nodes
     * @param firstBadLayer the first layer whose output goes wrong while what it reads is right; null when there is none,
     *                    or when outputs were not compared
     * @param calibration what was looked at before; null without calibration
     * @param notes       sentences about the rewrite and the choice of examples
     * @param seconds     wall time by phase
     * @param search      what was tried before, when the scheme had to be looked for
     */
    record Done(
            String sha256,
            long bytes,
            QuantizationReport report,
            List<Layer> layers,
            @Nullable String firstBadLayer,
            @Nullable Calibration calibration,
            List<String> notes,
            Map<String, Double> seconds,
            @Nullable Search search)
            implements Rewrite {}

    /** The search found nothing better than the model as it is, so there is nothing to write. */
    record Unchanged(Search search) implements Rewrite {}

    /** The model has nothing that the scheme rewrites, so nothing was written; the report says why, node by node. */
    record Nothing(QuantizationReport report) implements Rewrite {}

    /** It could not be done; nothing was written. */
    record Failed(Failure failure) implements Rewrite {}

    /** Somebody asked for it to stop; nothing was written. */
    record Canceled() implements Rewrite {}
}
