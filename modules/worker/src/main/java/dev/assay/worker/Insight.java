package dev.assay.worker;

import dev.assay.worker.job.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The pass that explains. It comes last and is not what was asked for: when the runtime cannot write its graph or the time
 * is up, the measurement stands without an explanation.
 */
final class Insight {
    private static final System.Logger LOG = System.getLogger(Insight.class.getName());

    private Insight() {}

    /** The optimised graph and the profile of a model, looked at in an empty directory; null when they cannot be had. */
    static Frame.@Nullable Inspected of(
            JobPasses passes, Path order, Path inputs, Path source, Path model, Path scratch)
            throws JobCanceled, IOException, InterruptedException {
        try {
            return passes.inspect(order, inputs, source, model, Files.createDirectory(scratch));
        } catch (JobFailed e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A run has no profile: {0} Its measurement is complete otherwise.",
                    e.failure().message());
            return null;
        }
    }
}
