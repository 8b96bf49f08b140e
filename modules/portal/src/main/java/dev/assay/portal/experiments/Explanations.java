package dev.assay.portal.experiments;

import dev.assay.guidance.why.ExplainedRun;
import dev.assay.guidance.why.Reason;
import dev.assay.guidance.why.StoredRuns;
import dev.assay.guidance.why.Why;
import dev.assay.onnx.outline.ModelWork;
import dev.assay.portal.Refusal;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Explains runs from what is stored of them, each time they are read: better rules speak about old runs too. */
@ApplicationScoped
class Explanations {
    private static final System.Logger LOG = System.getLogger(Explanations.class.getName());

    @Inject
    ExperimentRows rows;

    @Inject
    ModelSketches sketches;

    /**
     * The same runs with what explains them.
     *
     * @param runs each together with the fp32 run it is to be compared with, where there is one
     */
    List<RunView> explained(List<RunView> runs) {
        return runs.stream()
                .map(run -> run.measurement() == null ? run : run.withWhy(reasons(run, run.measurement(), runs)))
                .toList();
    }

    private List<Reason> reasons(RunView run, Measurement measurement, List<RunView> others) {
        ExplainedRun base = others.stream()
                .filter(other ->
                        other.scheme().name().equals("fp32") && !other.id().equals(run.id()))
                .filter(other -> other.experiment().equals(run.experiment())
                        && other.deviceId().equals(run.deviceId())
                        && other.measurement() != null
                        && StoredRuns.comparable(other.measurement(), measurement))
                .findFirst()
                .map(Explanations::facts)
                .orElse(null);
        return Why.explain(facts(run), base, work(run.experiment(), measurement));
    }

    private static ExplainedRun facts(RunView run) {
        Measurement measurement = run.measurement();
        if (measurement == null) {
            throw new IllegalStateException("Run " + run.id() + " has no measurement");
        }
        return StoredRuns.of(
                run.scheme().name(),
                options(run.scheme()),
                measurement,
                run.latency() == null ? null : run.latency().medianMs());
    }

    private static Map<String, String> options(SchemeSpec spec) {
        try {
            return Scheme.parse(spec.name(), spec.options()).options();
        } catch (UnknownScheme e) {
            return spec.options(); // a wish such as auto, or a scheme of another version
        }
    }

    /** What the model asks for; unknown when its file is gone, which must not hide the run. */
    private @Nullable ModelWork work(UUID experiment, Measurement measurement) {
        try {
            return rows.find(experiment)
                    .map(row -> sketches.of(
                                    row.modelSha256(), measurement.environment().inputShapes())
                            .work())
                    .orElse(null);
        } catch (Refusal e) {
            LOG.log(System.Logger.Level.WARNING, "A run is explained without its model", e);
            return null;
        }
    }
}
