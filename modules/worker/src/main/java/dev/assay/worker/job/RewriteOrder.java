package dev.assay.worker.job;

import dev.assay.protocol.SchemeSpec;
import dev.assay.worker.inputs.InputSet;
import java.util.List;

/**
 * What a job process that rewrites a model is told, read from a file.
 *
 * @param threads     intra-op threads while examples are run
 * @param calibration how to read the calibration examples, part by part; empty when the scheme needs none
 * @param comparison  how to read the examples behind them on which outputs are compared layer by layer; empty to compare
 *                    on the first calibration examples
 */
public record RewriteOrder(
        SchemeSpec scheme, int threads, List<InputSet.Layout> calibration, List<InputSet.Layout> comparison) {}
