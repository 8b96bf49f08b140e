package dev.assay.portal.experiments;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.protocol.SchemeSpec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An experiment with everything its page shows.
 *
 * @param modelRef         how addresses name the model
 * @param target           id of the target profile, or null
 * @param workload         as chosen, with the model's usual dimensions filled in
 * @param progress         of all runs together, 0 to 1
 * @param remainingSeconds estimate until the last run ends; null when all ended or a device is offline
 * @param ruleSet          version of the rules behind advice and judgement
 * @param advice           what the guidance recommends, known from the start
 * @param judgement        the measurements held against objectives and guidance; null until the last run ended
 * @param rerunOf          the experiment that this one repeats, or null
 * @param calibration      what its schemes looked at before the rewrite, everything filled in; null when nothing
 * @param versus           the scheme that each run measured in turns with its own, or null
 */
public record ExperimentView(
        UUID id,
        String modelSha256,
        String modelRef,
        String modelName,
        UUID accountId,
        String account,
        @Nullable String target,
        Objectives objectives,
        @Nullable DecisionInput decision,
        WorkloadChoice workload,
        ExperimentState state,
        double progress,
        @Nullable Long remainingSeconds,
        List<RunView> runs,
        String ruleSet,
        Advice advice,
        @Nullable Judgement judgement,
        @Nullable Instant judgedAt,
        Instant created,
        @Nullable UUID rerunOf,
        @Nullable CalibrationChoice calibration,
        @Nullable SchemeSpec versus) {}
