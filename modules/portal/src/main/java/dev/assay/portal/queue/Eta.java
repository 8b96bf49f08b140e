package dev.assay.portal.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When the jobs of one device will start and end, from how long its jobs took before. */
final class Eta {
    private Eta() {}

    /** A job that is not over; {@code progress} of a waiting one is 0. */
    record Open(UUID id, boolean held, JobKind kind, double progress) {}

    /** What can be said of a job; the seconds are null while nobody knows when the device comes back. */
    record Forecast(
            int ahead,
            @Nullable Long startsInSeconds,
            @Nullable Long endsInSeconds) {}

    /**
     * Forecasts all open jobs of a device.
     *
     * @param inOrder       held jobs first, then the queue in its order
     * @param secondsByKind mean duration of past runs on this device; kinds without one are guessed
     * @param online        false: places are known, times are not
     */
    static Map<UUID, Forecast> of(List<Open> inOrder, Map<JobKind, Double> secondsByKind, boolean online) {
        Map<UUID, Forecast> forecasts = new LinkedHashMap<>();
        double clock = 0;
        for (int ahead = 0; ahead < inOrder.size(); ahead++) {
            Open job = inOrder.get(ahead);
            double whole = secondsByKind.getOrDefault(job.kind(), job.kind().guessSeconds());
            double start = job.held() ? 0 : clock;
            clock += whole * (1 - job.progress());
            forecasts.put(
                    job.id(),
                    online
                            ? new Forecast(ahead, Math.round(start), Math.max(1, Math.round(clock)))
                            : new Forecast(ahead, null, null));
        }
        return forecasts;
    }
}
