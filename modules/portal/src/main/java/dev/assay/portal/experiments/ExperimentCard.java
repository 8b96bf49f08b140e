package dev.assay.portal.experiments;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An experiment in a list.
 *
 * @param sentence   the judgement in one sentence; null until it is judged
 * @param objectives whether the objectives are met; null until it is judged and when none was set
 * @param guidance   whether the measurements confirm the guidance; null until it is judged
 */
public record ExperimentCard(
        UUID id,
        String modelName,
        String modelRef,
        List<String> schemes,
        List<String> devices,
        String account,
        ExperimentState state,
        double progress,
        Instant created,
        @Nullable String sentence,
        Judgement.@Nullable Outcome objectives,
        @Nullable Verdict guidance) {}
