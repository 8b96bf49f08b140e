package dev.assay.benchmark;

import java.util.concurrent.locks.LockSupport;

/** Waits for a moment on a stopwatch's clock. */
@FunctionalInterface
public interface Pause {
    /** Returns at this reading of the stopwatch, or at once when it has passed. */
    void until(long nanos);

    /**
     * Sleeps for the most part and spins at the end: a sleeping thread wakes up some tens of microseconds late, which
     * would count as latency of the query that was due.
     */
    static Pause precise(Stopwatch stopwatch) {
        long spin = 200_000;
        return due -> {
            long left = due - stopwatch.nanos();
            while (left > 0) {
                if (left > 2 * spin) {
                    LockSupport.parkNanos(left - spin);
                } else {
                    Thread.onSpinWait();
                }
                left = due - stopwatch.nanos();
            }
        };
    }
}
