package dev.assay.portal.experiments;

import dev.assay.portal.Refusal;
import dev.assay.protocol.Measurement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Draws the models of runs, without ONNX Runtime: from the stored file and the stored measurement. */
@ApplicationScoped
@Transactional
public class RunGraphs {
    /** More nodes than this are drawn by the scopes of their names. */
    public static final int MOST_NODES = 3_000;

    @Inject
    ExperimentRows rows;

    @Inject
    Measured measured;

    @Inject
    ModelSketches sketches;

    /**
     * The graph of a run's model as it was given; without times until the run has a profile.
     *
     * @param limit most nodes to draw
     * @throws Refusal NOT_FOUND when there is no such run; INVALID when the limit is none
     */
    public GraphView of(UUID run, int limit) {
        return of(run, false, limit);
    }

    /**
     * The same with the times and changes of the scheme that the run measured in turns with its own.
     *
     * @param second whether the second scheme is meant
     */
    public GraphView of(UUID run, boolean second, int limit) {
        if (limit < 1 || limit > MOST_NODES) {
            throw Refusal.invalid("BAD_LIMIT", "The number of nodes to draw is from 1 to " + MOST_NODES + ".");
        }
        ExperimentRows.RunRow row = rows.run(run).orElseThrow(() -> Refusal.notFound("There is no such run."));
        ExperimentRows.Row experiment = rows.find(row.experiment()).orElseThrow(Experiments::noSuchExperiment);
        Measurement measurement =
                measured.of(run).map(Measured.Summary::measurement).orElse(null);
        ModelSketch sketch = sketches.of(
                experiment.modelSha256(),
                measurement == null ? List.of() : measurement.environment().inputShapes());
        return RunGraph.of(
                sketch, second ? RunGraph.Findings.ofSecond(measurement) : RunGraph.Findings.of(measurement), limit);
    }
}
