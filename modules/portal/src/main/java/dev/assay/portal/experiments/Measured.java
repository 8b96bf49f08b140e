package dev.assay.portal.experiments;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.portal.queue.Jobs;
import dev.assay.protocol.Measurement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Summaries of measurements, computed from their samples. A measurement never changes, so the newest few hundred
 * summaries are kept in memory.
 */
@ApplicationScoped
class Measured {
    private static final int KEPT = 500;

    /** A measurement without samples, and what its samples say. */
    record Summary(Measurement measurement, LatencySummary latency) {}

    @Inject
    Jobs jobs;

    private final Map<UUID, Summary> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Summary> eldest) {
            return size() > KEPT;
        }
    };

    Optional<Summary> of(UUID run) {
        synchronized (kept) {
            Summary known = kept.get(run);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Summary> summary = jobs.measurement(run)
                .map(stored -> new Summary(stored.measurement(), LatencySummary.of(stored.latencyNanos())));
        summary.ifPresent(computed -> {
            synchronized (kept) {
                kept.put(run, computed);
            }
        });
        return summary;
    }
}
