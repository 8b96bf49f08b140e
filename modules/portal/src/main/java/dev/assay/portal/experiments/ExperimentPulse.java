package dev.assay.portal.experiments;

import dev.assay.portal.queue.JobView;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Phase;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far an experiment is, small enough to send with every change. */
public record ExperimentPulse(
        UUID id,
        ExperimentState state,
        double progress,
        @Nullable Long remainingSeconds,
        boolean judged,
        List<RunPulse> runs) {

    /** One run of it. */
    public record RunPulse(
            UUID id,
            String scheme,
            String device,
            RunState state,
            @Nullable Phase phase,
            double progress,
            String note,
            JobView.@Nullable Place queue) {}
}
