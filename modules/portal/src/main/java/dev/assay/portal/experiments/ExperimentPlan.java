package dev.assay.portal.experiments;

import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.models.ModelView;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked request: everything that was named exists, everything left open has its value. */
record ExperimentPlan(
        ModelView model,
        List<SchemeSpec> schemes,
        List<DeviceView> devices,
        WorkloadChoice workload,
        @Nullable SchemeSpec versus,
        @Nullable PlannedCalibration calibration) {

    private static final long DEFAULT_SEED = 42;
    private static final int FIDELITY_INPUTS = 64;

    /** A search measures about this many schemes before it ends. */
    private static final int SEARCHED = 8;

    private static final int LONGEST_SECONDS = 4 * 3600;

    /** Inputs that were found for the schemes that look at some. */
    record PlannedCalibration(DatasetView dataset, int examples, long seed) {
        CalibrationRef toJob() {
            return new CalibrationRef(dataset.toJob(), examples, seed);
        }

        CalibrationChoice asStored() {
            return new CalibrationChoice(dataset.ref(), examples, seed);
        }
    }

    /** One run to be. */
    record Cell(SchemeSpec scheme, DeviceView device, JobSpec spec) {}

    /** Schemes x devices, device by device, so that the runs to be compared follow each other. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (DeviceView device : devices) {
            for (SchemeSpec scheme : schemes) {
                cells.add(new Cell(scheme, device, spec(scheme, device)));
            }
        }
        return cells;
    }

    private JobSpec spec(SchemeSpec scheme, DeviceView device) {
        Capabilities capabilities = device.capabilities();
        Integer asked = workload.threads();
        // One core is left to the agent and the system: with none to spare, whatever else runs lands in the tail.
        int cores = Math.clamp(capabilities.cores(), 1, Math.max(1, capabilities.threads()));
        int threads = asked != null ? asked : Math.max(1, cores - 1);
        Long seed = workload.seed();
        String scenario = workload.scenario();
        Workload job = new Workload(
                scenario == null ? Workload.SCENARIOS.getFirst() : scenario,
                workload.tier(),
                threads,
                seed == null ? DEFAULT_SEED : seed,
                workload.dimensions(),
                workload.shapes(),
                dataset(model.dataset()),
                FIDELITY_INPUTS,
                workload.latencyBoundMs());
        return new JobSpec(
                model.card().name(),
                new ArtifactRef(model.card().sha256(), model.card().sizeBytes()),
                scheme,
                job,
                limits(job, scheme),
                calibration != null && looksAtInputs(scheme) ? calibration.toJob() : null,
                versus);
    }

    private boolean looksAtInputs(SchemeSpec scheme) {
        return SchemeChoice.automatic(scheme)
                || SchemeChoice.needsCalibration(scheme)
                || (versus != null && SchemeChoice.needsCalibration(versus));
    }

    private JobLimits limits(Workload job, SchemeSpec scheme) {
        JobLimits usual = JobLimits.of(job, versus != null);
        int times = SchemeChoice.automatic(scheme) ? SEARCHED : 1;
        int most = Math.min(LONGEST_SECONDS, Math.multiplyExact(times, usual.wallSeconds()));
        Integer asked = workload.wallSeconds();
        int wallSeconds = asked == null ? most : Math.min(asked, most);
        return new JobLimits(
                wallSeconds,
                Math.multiplyExact(wallSeconds, job.threads() + 1),
                usual.addressSpaceBytes(),
                usual.outputBytes());
    }

    private static @Nullable DatasetRef dataset(ModelView.@Nullable Dataset dataset) {
        return dataset == null
                ? null
                : new DatasetRef(
                        dataset.name(), dataset.format(), dataset.data(), dataset.tokenizer(), dataset.metric());
    }
}
