package dev.assay.worker;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.Phase;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import dev.assay.worker.portal.PortalRefusal;
import java.io.IOException;
import java.time.Duration;

/**
 * Renews the lease of one job on a thread of its own, and gives the job up by itself when the lease cannot be renewed in
 * time: from then on the portal may have given it to somebody else.
 */
final class LeaseKeeper implements Runnable {
    private static final long LOOK_MILLIS = 100;
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);
    private static final Duration NEWS_PAUSE = Duration.ofSeconds(1);

    /** While something is timed: each message costs portal, database and browser, often on this very machine, some ms. */
    private static final Duration QUIET_NEWS_PAUSE = Duration.ofSeconds(3);

    private static final double VISIBLE_STEP = 0.05;

    private final LeasedJob job;
    private final PortalLink link;
    private final AgentParameters parameters;
    private final Stopwatch stopwatch;
    private JobProgress told;
    private long toldNanos;

    LeaseKeeper(LeasedJob job, PortalLink link, AgentParameters parameters, Stopwatch stopwatch) {
        this.job = job;
        this.link = link;
        this.parameters = parameters;
        this.stopwatch = stopwatch;
        this.told = job.progress();
        this.toldNanos = stopwatch.nanos();
    }

    @Override
    public void run() {
        long next = stopwatch.nanos();
        try {
            while (!job.isFinished() && !job.isLost()) {
                if (job.millisLeft() <= 0) {
                    job.lose();
                    return;
                }
                if (stopwatch.nanos() - next >= 0 || hasNews()) {
                    boolean renewed = renew();
                    long seconds = renewed ? parameters.renewSeconds() : Math.max(1, parameters.renewSeconds() / 5);
                    next = stopwatch.nanos() + seconds * 1_000_000_000L;
                }
                Thread.sleep(Math.min(LOOK_MILLIS, Math.max(1, job.millisLeft())));
            }
        } catch (InterruptedException e) {
            job.lose();
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody may be watching: a new phase or a visible step forward is told before the next renewal is due. */
    private boolean hasNews() {
        JobProgress now = job.progress();
        boolean timed = now.phase() == Phase.MEASURING && told.phase() == Phase.MEASURING;
        Duration pause = timed ? QUIET_NEWS_PAUSE : NEWS_PAUSE;
        return stopwatch.nanos() - toldNanos >= pause.toNanos()
                && (now.phase() != told.phase() || now.progress() - told.progress() >= VISIBLE_STEP);
    }

    private boolean renew() throws InterruptedException {
        JobProgress progress = job.progress();
        long sent = stopwatch.nanos();
        told = progress;
        toldNanos = sent;
        Duration left = Duration.ofMillis(Math.max(200, job.millisLeft()));
        try {
            Renewed renewed = link.call(client -> client.renew(
                    job.assignment().jobId(),
                    new Renew(job.assignment().epoch(), progress.phase(), progress.progress(), progress.note()),
                    left.compareTo(LONGEST_REQUEST) < 0 ? left : LONGEST_REQUEST));
            job.extend(sent, renewed.leaseSeconds());
            if (renewed.cancel()) {
                job.cancellation().cancel();
            }
            return true;
        } catch (PortalRefusal e) {
            job.lose(); // STALE_LEASE, or the job or the device is gone
            return false;
        } catch (IOException e) {
            return false; // the deadline decides
        }
    }
}
