package dev.assay.worker;

import dev.assay.protocol.Capabilities;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Runs jobs in child processes, in the strongest sandbox this machine has. Used by the agent and by {@code assay bench}:
 * there is one way to measure.
 */
public final class JobRunner {
    private JobRunner() {}

    /**
     * Prepares a working directory: extracts the runtime's native libraries once and tries the sandbox for real.
     *
     * @param directory created if absent; holds natives, tokenizer libraries and the files of running jobs
     */
    public static JobRunner open(Path directory) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** What this machine is and can do. */
    public Capabilities capabilities() {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs one job to its end; whatever the model does, the answer is a result.
     *
     * @param epoch    copied into the result
     * @param progress called from one thread, a few times a second at most
     * @throws InterruptedException when the calling thread is interrupted; the job process is gone by then
     */
    public JobResult run(
            long epoch, JobSpec spec, JobFiles files, Consumer<JobProgress> progress, Cancellation cancellation)
            throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
