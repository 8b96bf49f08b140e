package dev.assay.worker;

import dev.assay.protocol.Capabilities;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import java.io.IOException;
import java.util.function.Consumer;

/** What the agent needs of {@link JobRunner}. */
interface JobMachine {
    Capabilities capabilities();

    JobResult run(long epoch, JobSpec spec, JobFiles files, Consumer<JobProgress> progress, Cancellation cancellation)
            throws InterruptedException;

    /** Prepares the machine; may take a second. */
    @FunctionalInterface
    interface Opener {
        JobMachine open() throws IOException, InterruptedException;
    }
}
