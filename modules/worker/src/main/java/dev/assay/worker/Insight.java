package dev.assay.worker;

import dev.assay.protocol.MeasurementDetails;
import dev.assay.worker.job.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The pass that explains. It comes last and is not what was asked for: when the runtime cannot write its graph or the time
 * is up, the measurement stands without an explanation.
 */
final class Insight {
    private static final System.Logger LOG = System.getLogger(Insight.class.getName());

    private Insight() {}

    /** What is known already, with the optimised graph and the profile. */
    static MeasurementDetails into(
            MeasurementDetails known,
            JobPasses passes,
            Path order,
            Path inputs,
            Path source,
            Path model,
            Path directory)
            throws JobCanceled, IOException, InterruptedException {
        try {
            Path scratch = Files.createDirectory(directory.resolve("insight"));
            Frame.Inspected found = passes.inspect(order, inputs, source, model, scratch);
            return known.withInsight(found.graph(), found.profile());
        } catch (JobFailed e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A run has no profile: {0} Its measurement is complete otherwise.",
                    e.failure().message());
            return known;
        }
    }
}
