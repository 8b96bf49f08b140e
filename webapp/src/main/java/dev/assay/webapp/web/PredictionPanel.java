package dev.assay.webapp.web;

import dev.assay.guidance.roofline.Prediction;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.predictions.Predictions;
import dev.assay.portal.predictions.RunPrediction;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was to be expected of an experiment's runs, and how it came out. */
@Named("predictionPanel")
@RequestScoped
public class PredictionPanel {
    @Inject
    Predictions predictions;

    private @Nullable UUID known;
    private List<Row> rows = List.of();

    /** One run as the page shows it. */
    public record Row(
            String scheme,
            String device,
            String deviceId,
            String predicted,
            String interval,
            String measured,
            String ratio,
            boolean scored,
            boolean surprise,
            String advice,
            List<String> extrapolated,
            Instant calibrated) {}

    /** Rows for the runs that can be predicted; empty when none can. */
    public List<Row> rows(ExperimentView experiment) {
        if (!experiment.id().equals(known)) {
            known = experiment.id();
            List<Row> found = new ArrayList<>();
            for (RunView run : experiment.runs()) {
                predictions.of(run.id()).ifPresent(prediction -> found.add(row(run, prediction)));
            }
            rows = List.copyOf(found);
        }
        return rows;
    }

    private static Row row(RunView run, RunPrediction predicted) {
        Format format = new Format();
        Prediction prediction = predicted.prediction();
        Double ratio = predicted.ratio();
        return new Row(
                run.scheme().name(),
                run.device(),
                run.deviceId().toString(),
                format.ms(prediction.medianMillis()),
                format.ms(prediction.lowMillis()) + " to " + format.ms(prediction.highMillis()),
                measured(run, predicted, format),
                ratio == null ? "" : format.fixed(ratio, 2),
                ratio != null,
                predicted.surprise(),
                predicted.advice(),
                prediction.extrapolated(),
                predicted.calibrated());
    }

    private static String measured(RunView run, RunPrediction predicted, Format format) {
        if (predicted.measuredMillis() != null) {
            return format.ms(predicted.measuredMillis());
        }
        return run.measurement() == null ? "not yet" : "invalid";
    }
}
