package dev.assay.worker;

import dev.assay.protocol.Capabilities;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeSpec;
import dev.assay.protocol.Wire;
import dev.assay.worker.job.ProbeOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A calibration as a job: one process makes the probes, times them and may write one directory. */
final class Probing {
    private static final int LEAST_SECONDS = 5;
    private static final int MOST_SECONDS = 200;

    private Probing() {}

    static JobResult run(long epoch, ProbeSpec probes, Capabilities capabilities, Path directory, JobPasses passes)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        List<Integer> threads = probes.threads().stream()
                .filter(count -> count >= 1 && count <= capabilities.threads())
                .distinct()
                .sorted()
                .toList();
        Path order = directory.resolve("order.json");
        Files.writeString(
                order,
                Wire.write(new ProbeOrder(
                        threads.isEmpty() ? List.of(1) : threads,
                        capabilities.llcBytes(),
                        Math.clamp(probes.seconds(), LEAST_SECONDS, MOST_SECONDS))));
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        ProbeReport report = passes.calibrate(order, scratch);
        return new JobResult(epoch, Outcome.SUCCEEDED, null, null, report);
    }
}
