package dev.assay.portal.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When the jobs of one device will start and end, from how long its jobs took before. */
final class Eta {
    private Eta() {}

    /** Below this share of the whole, time that passed says little about the rest. */
    private static final double TELLING_PROGRESS = 0.1;

    /**
     * A job that is not over.
     *
     * @param model          SHA-256 of its model, or empty
     * @param progress       0 to 1; of a waiting one 0
     * @param elapsedSeconds since a device took it; of a waiting one 0
     */
    record Open(UUID id, boolean held, JobKind kind, String model, double progress, double elapsedSeconds) {}

    /**
     * How long jobs of a device took before.
     *
     * @param byModel mean seconds by kind and model
     * @param byKind  mean seconds by kind, over all models
     */
    record History(Map<JobKind, Map<String, Double>> byModel, Map<JobKind, Double> byKind) {
        /** Nothing ran yet. */
        static final History NONE = new History(Map.of(), Map.of());

        /** Seconds of a whole job: of that model if it ran, else of others, else a guess. */
        double seconds(JobKind kind, String model) {
            Double same = byModel.getOrDefault(kind, Map.of()).get(model);
            return same != null ? same : byKind.getOrDefault(kind, kind.guessSeconds());
        }
    }

    /** What can be said of a job; the seconds are null while nobody knows when the device comes back. */
    record Forecast(
            int ahead,
            @Nullable Long startsInSeconds,
            @Nullable Long endsInSeconds) {}

    /**
     * Forecasts all open jobs of a device.
     *
     * @param inOrder       held jobs first, then the queue in its order
     * @param history       of this device
     * @param online        false: places are known, times are not
     */
    static Map<UUID, Forecast> of(List<Open> inOrder, History history, boolean online) {
        Map<UUID, Forecast> forecasts = new LinkedHashMap<>();
        double clock = 0;
        for (int ahead = 0; ahead < inOrder.size(); ahead++) {
            Open job = inOrder.get(ahead);
            double start = job.held() ? 0 : clock;
            clock += left(job, history.seconds(job.kind(), job.model()));
            forecasts.put(
                    job.id(),
                    online
                            ? new Forecast(ahead, Math.round(start), Math.max(1, Math.round(clock)))
                            : new Forecast(ahead, null, null));
        }
        return forecasts;
    }

    /** What is left of a job; one that is slower than usual so far will be so to its end. */
    private static double left(Open job, double usualSeconds) {
        double whole = job.progress() < TELLING_PROGRESS
                ? usualSeconds
                : Math.max(usualSeconds, job.elapsedSeconds() / job.progress());
        return whole * (1 - job.progress());
    }
}
