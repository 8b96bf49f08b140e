package dev.assay.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request to stop one job, made once and from any thread. */
public final class Cancellation {
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Asks the job to stop; asking again changes nothing. */
    public void cancel() {
        requested.countDown();
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits for a request at most this long; true when there is one. */
    boolean await(long millis) throws InterruptedException {
        return requested.await(millis, TimeUnit.MILLISECONDS);
    }
}
