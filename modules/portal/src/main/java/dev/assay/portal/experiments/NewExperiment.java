package dev.assay.portal.experiments;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Objectives;
import dev.assay.protocol.SchemeSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know.
 *
 * @param model    SHA-256 or built-in name
 * @param schemes  with their options; {@code auto} with {@code goal=fastest|smallest} and {@code minFidelity} looks for one
 * @param devices  names or ids
 * @param target   id of the hardware profile the answer is for, or null
 * @param decision answers to the placement questions, or null when none were given
 * @param calibration inputs for schemes that need to see some, or null for those that come with the model
 * @param versus   a second scheme, measured in turns with each of the schemes in one run (A B B A); or null
 */
public record NewExperiment(
        String model,
        List<SchemeSpec> schemes,
        List<String> devices,
        @Nullable String target,
        Objectives objectives,
        @Nullable DecisionInput decision,
        WorkloadChoice workload,
        @Nullable CalibrationChoice calibration,
        @Nullable SchemeSpec versus) {

    /** Without calibration data of its own and without a second scheme. */
    public NewExperiment(
            String model,
            List<SchemeSpec> schemes,
            List<String> devices,
            @Nullable String target,
            Objectives objectives,
            @Nullable DecisionInput decision,
            WorkloadChoice workload) {
        this(model, schemes, devices, target, objectives, decision, workload, null, null);
    }
}
