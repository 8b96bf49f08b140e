package dev.assay.portal.experiments;

import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.models.ModelView;
import dev.assay.protocol.ArtifactRef;
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
record ExperimentPlan(ModelView model, List<SchemeSpec> schemes, List<DeviceView> devices, WorkloadChoice workload) {

    private static final long DEFAULT_SEED = 42;
    private static final int FIDELITY_INPUTS = 64;
    private static final int STANDARD_WALL_SECONDS = 600;

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
        return new JobSpec(
                model.card().name(),
                new ArtifactRef(model.card().sha256(), model.card().sizeBytes()),
                scheme,
                new Workload(
                        "single-stream",
                        workload.tier(),
                        threads,
                        seed == null ? DEFAULT_SEED : seed,
                        workload.dimensions(),
                        workload.shapes(),
                        dataset(model.dataset()),
                        FIDELITY_INPUTS),
                limits());
    }

    private JobLimits limits() {
        JobLimits usual = JobLimits.DEFAULT;
        int tierSeconds = workload.tier().equals("rapid") ? usual.wallSeconds() : STANDARD_WALL_SECONDS;
        Integer asked = workload.wallSeconds();
        int wallSeconds = asked == null ? tierSeconds : Math.min(asked, tierSeconds);
        return new JobLimits(wallSeconds, 2 * wallSeconds, usual.addressSpaceBytes(), usual.outputBytes());
    }

    private static @Nullable DatasetRef dataset(ModelView.@Nullable Dataset dataset) {
        return dataset == null
                ? null
                : new DatasetRef(
                        dataset.name(), dataset.format(), dataset.data(), dataset.tokenizer(), dataset.metric());
    }
}
