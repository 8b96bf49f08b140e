package dev.assay.worker.job;

import dev.assay.benchmark.Extent;
import dev.assay.protocol.SchemeSpec;
import dev.assay.worker.inputs.InputSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job process is told to do, read from a file.
 *
 * @param extent         how long the timed part lasts
 * @param boundMillis    what the server scenario keeps, or null
 * @param versus         the scheme of the second model, or null
 * @param processors     logical processors of the machine, for judging the load of others
 * @param layout         how to read the input file
 * @param labels         one per row of each input, or empty
 * @param metric         {@code top1}, {@code knn} or null
 * @param fidelityInputs how many inputs are compared with fp32 at most
 */
public record JobOrder(
        SchemeSpec scheme,
        String scenario,
        String tier,
        Extent extent,
        @Nullable Double boundMillis,
        @Nullable SchemeSpec versus,
        int threads,
        int processors,
        long seed,
        InputSet.Layout layout,
        List<Integer> labels,
        @Nullable String metric,
        int fidelityInputs) {}
