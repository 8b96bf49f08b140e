package dev.assay.portal.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the poll of a device when there is something for it. A hint: whoever waits looks at the database too. */
@ApplicationScoped
class WorkBell {
    private final Map<UUID, Semaphore> bells = new ConcurrentHashMap<>();

    void jobChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobChanged change) {
        if (change.state() == RunState.QUEUED || change.state() == RunState.CANCELING) {
            bell(change.device()).release();
        }
    }

    /** Waits for a ring, at most that long; rings that came before count once. */
    boolean await(UUID device, Duration atMost) throws InterruptedException {
        Semaphore bell = bell(device);
        boolean rung = bell.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        bell.drainPermits();
        return rung;
    }

    private Semaphore bell(UUID device) {
        return bells.computeIfAbsent(device, id -> new Semaphore(0));
    }
}
