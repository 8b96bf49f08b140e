package dev.assay.portal.queue;

import dev.assay.portal.PortalStarted;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the reaper every few seconds. Every node does; rows that another node has locked are skipped. */
@ApplicationScoped
class Housekeeping {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final long EVERY_SECONDS = 5;

    @Inject
    Jobs jobs;

    @Resource
    @Nullable
    ManagedScheduledExecutorService executor;

    private @Nullable ScheduledFuture<?> task;

    void start(@Observes PortalStarted event) {
        if (executor != null) {
            task = executor.scheduleWithFixedDelay(this::reap, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void reap() {
        try {
            int moved = jobs.reap();
            if (moved > 0) {
                LOG.log(System.Logger.Level.INFO, "{0} overdue jobs were taken back or ended", moved);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Overdue jobs were not looked at this time; the next try follows", e);
        }
    }

    @PreDestroy
    void stop() {
        if (task != null) {
            task.cancel(false);
        }
    }
}
