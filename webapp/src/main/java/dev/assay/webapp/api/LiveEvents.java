package dev.assay.webapp.api;

import dev.assay.portal.experiments.ExperimentFeed;
import dev.assay.portal.experiments.ExperimentPulse;
import dev.assay.protocol.Wire;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the changes of an experiment to whoever watches. Each watcher has a virtual thread of its own, so that a slow one
 * holds up nobody; what it missed meanwhile is replaced by the newest state.
 */
@ApplicationScoped
public class LiveEvents {
    private static final System.Logger LOG = System.getLogger(LiveEvents.class.getName());
    private static final long HEARTBEAT_SECONDS = 15;

    @Inject
    ExperimentFeed feed;

    private final Set<Thread> watchers = ConcurrentHashMap.newKeySet();

    void follow(UUID experiment, SseEventSink sink, Sse sse) {
        AtomicReference<ExperimentPulse> newest = new AtomicReference<>();
        Semaphore changed = new Semaphore(0);
        ExperimentFeed.Subscription subscription = feed.subscribe(experiment, pulse -> {
            newest.set(pulse);
            changed.release();
        });
        Thread.ofVirtual().name("watch " + experiment).start(() -> {
            watchers.add(Thread.currentThread());
            try (subscription;
                    sink) {
                send(sink, sse, newest, changed);
            } catch (ExecutionException | UncheckedIOException | IllegalStateException e) {
                LOG.log(System.Logger.Level.DEBUG, "A watcher went away", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                watchers.remove(Thread.currentThread());
            }
        });
    }

    private static void send(SseEventSink sink, Sse sse, AtomicReference<ExperimentPulse> newest, Semaphore changed)
            throws InterruptedException, ExecutionException {
        boolean ended = false;
        while (!ended && !sink.isClosed()) {
            boolean news = changed.tryAcquire(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            changed.drainPermits();
            ExperimentPulse pulse = newest.get();
            if (news && pulse != null) {
                String data = Wire.write(pulse);
                sink.send(sse.newEventBuilder()
                                .name("experiment")
                                .data(String.class, data)
                                .build())
                        .toCompletableFuture()
                        .get();
                ended = pulse.state().terminal() && pulse.judged();
            } else {
                sink.send(sse.newEventBuilder().comment("still there").build())
                        .toCompletableFuture()
                        .get();
            }
        }
    }

    @PreDestroy
    void stop() {
        watchers.forEach(Thread::interrupt);
    }
}
