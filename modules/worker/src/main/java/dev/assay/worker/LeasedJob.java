package dev.assay.worker;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.Phase;

/**
 * A job and its lease. The lease is counted on the monotonic clock from the moment at which the request that brought it
 * was <em>sent</em>: the portal cannot have counted from earlier, so this side never believes in a lease that the other
 * has given up.
 */
final class LeasedJob {
    private final Assignment assignment;
    private final Stopwatch stopwatch;
    private final Cancellation cancellation = new Cancellation();
    private volatile long deadlineNanos;
    private volatile boolean lost;
    private volatile boolean finished;
    private volatile JobProgress progress = new JobProgress(Phase.DOWNLOADING, 0, "Starting");

    LeasedJob(Assignment assignment, Stopwatch stopwatch, long sentNanos) {
        this.assignment = assignment;
        this.stopwatch = stopwatch;
        extend(sentNanos, assignment.leaseSeconds());
    }

    Assignment assignment() {
        return assignment;
    }

    JobRef ref() {
        return new JobRef(assignment.jobId(), assignment.epoch());
    }

    Cancellation cancellation() {
        return cancellation;
    }

    JobProgress progress() {
        return progress;
    }

    void progress(JobProgress now) {
        progress = now;
    }

    void extend(long sentNanos, int leaseSeconds) {
        deadlineNanos = sentNanos + leaseSeconds * 1_000_000_000L;
    }

    /** Milliseconds until the lease is over; negative afterwards. */
    long millisLeft() {
        return (deadlineNanos - stopwatch.nanos()) / 1_000_000;
    }

    /** The lease is gone: the process is stopped and its result is not sent. */
    void lose() {
        lost = true;
        cancellation.cancel();
    }

    boolean isLost() {
        return lost;
    }

    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }
}
