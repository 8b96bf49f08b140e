package dev.assay.portal.experiments;

import dev.assay.guidance.ExperimentChange;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two experiments side by side, cell by cell. */
@ApplicationScoped
@Transactional
public class ExperimentDiffs {
    @Inject
    Experiments experiments;

    /** What changed from one experiment to another: regressions, improvements, new, missing and toggled cells. */
    public ExperimentDiff between(UUID before, UUID after) {
        ExperimentView a = experiments.find(before).orElseThrow(Experiments::noSuchExperiment);
        ExperimentView b = experiments.find(after).orElseThrow(Experiments::noSuchExperiment);
        List<String> notes = new ArrayList<>();
        if (!a.modelSha256().equals(b.modelSha256())) {
            notes.add("The models differ: " + a.modelName() + " and " + b.modelName() + ".");
        }
        return new ExperimentDiff(before, after, notes, ExperimentChange.between(cells(a), cells(b)));
    }

    private List<ExperimentChange.Cell> cells(ExperimentView experiment) {
        return experiment.runs().stream().map(run -> cell(run, experiment)).toList();
    }

    private ExperimentChange.Cell cell(RunView run, ExperimentView experiment) {
        Measurement measurement = run.measurement();
        JobView.JobFailure failure = run.job().failure();
        Measurement.Fidelity fidelity = measurement == null ? null : measurement.fidelity();
        return new ExperimentChange.Cell(
                SchemeChoice.label(run.scheme()),
                run.device(),
                failure == null ? null : failure.code(),
                measurement == null ? List.of() : experiments.samples(run.id()),
                measurement == null || measurement.validity().status() != Measurement.Validity.Status.INVALID,
                fidelity == null || !fidelity.finite() ? null : fidelity.cosine(),
                measurement == null ? null : measurement.modelBytes(),
                conditions(measurement, experiment.workload()),
                measurement == null
                        ? List.of()
                        : measurement.details().starts().stream()
                                .map(MeasurementDetails.ProcessStart::samples)
                                .toList());
    }

    private static Map<String, String> conditions(@Nullable Measurement measurement, WorkloadChoice workload) {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (measurement != null) {
            Measurement.Environment environment = measurement.environment();
            conditions.put("scenario", String.valueOf(workload.scenario()));
            conditions.put("threads", Integer.toString(environment.threads()));
            conditions.put("input shapes", String.join(", ", environment.inputShapes()));
            conditions.put("input data", environment.inputsSha256());
            conditions.put("execution provider", environment.provider());
            conditions.put("processor", environment.device().cpuModel());
        }
        return conditions;
    }
}
