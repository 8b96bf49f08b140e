package dev.assay.portal.experiments;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.why.Reason;
import dev.assay.portal.queue.JobView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One cell of an experiment.
 *
 * @param device      name of the device
 * @param profileId   hardware profile of the device, or null
 * @param job         state, phase, progress, attempts, history, place in the queue, failure
 * @param measurement without its samples ({@code latencyNanos} is empty); null until the run succeeded
 * @param latency     computed from the samples; null until the run succeeded
 * @param why         what explains the result, the most telling first; empty when nothing stands out
 */
public record RunView(
        UUID id,
        UUID experiment,
        SchemeSpec scheme,
        UUID deviceId,
        String device,
        @Nullable String profileId,
        JobView job,
        @Nullable Measurement measurement,
        @Nullable LatencySummary latency,
        List<Reason> why) {

    RunView withWhy(List<Reason> reasons) {
        return new RunView(id, experiment, scheme, deviceId, device, profileId, job, measurement, latency, reasons);
    }
}
