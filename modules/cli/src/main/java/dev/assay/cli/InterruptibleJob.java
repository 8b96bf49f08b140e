package dev.assay.cli;

import dev.assay.worker.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Cancels a job when the user presses Ctrl+C, and lets this process end only after the job process has. */
final class InterruptibleJob implements AutoCloseable {
    private static final long STOP_SECONDS = 15;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stops the job");

    private InterruptibleJob() {}

    static InterruptibleJob begin() {
        InterruptibleJob job = new InterruptibleJob();
        Runtime.getRuntime().addShutdownHook(job.hook);
        return job;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    private void stop() {
        cancellation.cancel();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(InterruptibleJob.class.getName())
                        .log(System.Logger.Level.WARNING, "The job process did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (!cancellation.isRequested()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
