package dev.assay.portal.predictions;

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

/** Looks from time to time for devices that could be calibrated now, and fits what came in. */
@ApplicationScoped
class IdleDevices {
    private static final System.Logger LOG = System.getLogger(IdleDevices.class.getName());
    private static final long EVERY_SECONDS = 10;

    @Inject
    Calibrations calibrations;

    @Resource
    @Nullable
    ManagedScheduledExecutorService executor;

    private @Nullable ScheduledFuture<?> task;

    void start(@Observes PortalStarted event) {
        if (executor != null) {
            task = executor.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            calibrations.calibrateIdle();
            calibrations.fit();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Idle devices were not looked at this time; the next try follows", e);
        }
    }

    @PreDestroy
    void stop() {
        if (task != null) {
            task.cancel(false);
        }
    }
}
