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
 * @param devices  names or ids
 * @param target   id of the hardware profile the answer is for, or null
 * @param decision answers to the placement questions, or null when none were given
 */
public record NewExperiment(
        String model,
        List<SchemeSpec> schemes,
        List<String> devices,
        @Nullable String target,
        Objectives objectives,
        @Nullable DecisionInput decision,
        WorkloadChoice workload) {}
