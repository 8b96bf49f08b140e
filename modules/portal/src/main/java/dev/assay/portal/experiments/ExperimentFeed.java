package dev.assay.portal.experiments;

import dev.assay.portal.PortalStarted;
import dev.assay.portal.queue.JobChanged;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners when an experiment moves, and has it judged when its last run ended.
 *
 * <p>A change made on this node is told right after its commit; changes made elsewhere, or missed, are found by looking
 * every second. A listener therefore hears of every final state, but not of every step.
 */
@ApplicationScoped
public class ExperimentFeed {
    private static final System.Logger LOG = System.getLogger(ExperimentFeed.class.getName());
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final int LOOKS_AFTER_FAILURE = 60;

    @Inject
    Experiments experiments;

    @Inject
    ExperimentRows rows;

    @Inject
    JudgingDesk desk;

    @Resource
    @Nullable
    ManagedScheduledExecutorService executor;

    private final Map<UUID, Listener> listeners = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> looksToSkip = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> task;

    /** Ends a subscription. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Listener {
        private final UUID experiment;
        private final Consumer<ExperimentPulse> consumer;
        private @Nullable ExperimentPulse last;

        Listener(UUID experiment, Consumer<ExperimentPulse> consumer) {
            this.experiment = experiment;
            this.consumer = consumer;
        }

        synchronized void tell(ExperimentPulse pulse) {
            if (!pulse.equals(last)) {
                last = pulse;
                consumer.accept(pulse);
            }
        }
    }

    /**
     * Listens to an experiment: the present state comes at once, then one pulse per change. The consumer is called from
     * threads of the feed and should hand over quickly; a consumer that throws is not called again.
     */
    public Subscription subscribe(UUID experiment, Consumer<ExperimentPulse> consumer) {
        ExperimentPulse now = experiments.pulse(experiment).orElseThrow(Experiments::noSuchExperiment);
        UUID key = UUID.randomUUID();
        Listener listener = new Listener(experiment, consumer);
        listeners.put(key, listener);
        listener.tell(now);
        return () -> listeners.remove(key);
    }

    void start(@Observes PortalStarted event) {
        if (executor != null) {
            task = executor.scheduleWithFixedDelay(
                    this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void jobChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobChanged change) {
        boolean heard = !listeners.isEmpty();
        if (executor != null && (heard || change.state().terminal())) {
            // Not in this thread: its transaction is just ending.
            executor.execute(() -> follow(change));
        }
    }

    private void follow(JobChanged change) {
        try {
            rows.experimentOf(change.job()).ifPresent(experiment -> {
                if (change.state().terminal()) {
                    judgeWaiting();
                }
                tell(experiment);
            });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A change was not told at once; the next look finds it", e);
        }
    }

    private void look() {
        try {
            judgeWaiting();
            listeners.values().stream()
                    .map(listener -> listener.experiment)
                    .distinct()
                    .forEach(this::tell);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Experiments were not looked at this time; the next try follows", e);
        }
    }

    private void judgeWaiting() {
        for (UUID experiment : desk.waiting()) {
            if (looksToSkip.merge(experiment, -1, Integer::sum) >= 0) {
                continue;
            }
            try {
                desk.judgeOnce(experiment);
                looksToSkip.remove(experiment);
            } catch (RuntimeException e) {
                looksToSkip.put(experiment, LOOKS_AFTER_FAILURE);
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The experiment " + experiment + " could not be judged; its measurements are safe, and the next"
                                + " try follows in a minute",
                        e);
            }
        }
    }

    private void tell(UUID experiment) {
        if (listeners.values().stream().noneMatch(listener -> listener.experiment.equals(experiment))) {
            return;
        }
        experiments
                .pulse(experiment)
                .ifPresent(pulse -> listeners.forEach((key, listener) -> {
                    if (listener.experiment.equals(experiment)) {
                        try {
                            listener.tell(pulse);
                        } catch (RuntimeException e) {
                            listeners.remove(key);
                            LOG.log(System.Logger.Level.DEBUG, "A listener went away", e);
                        }
                    }
                }));
    }

    @PreDestroy
    void stop() {
        if (task != null) {
            task.cancel(false);
        }
        listeners.clear();
    }
}
