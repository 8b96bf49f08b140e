package dev.assay.worker;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement.QuantizationSummary;
import dev.assay.protocol.Measurement.SkippedNode;
import dev.assay.protocol.MeasurementDetails.Calibration;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.Wire;
import dev.assay.worker.inputs.CalibrationSet;
import dev.assay.worker.inputs.InputException;
import dev.assay.worker.inputs.InputSet;
import dev.assay.worker.job.Frame;
import dev.assay.worker.job.RewriteOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rewrite of one job: its order, its calibration examples, and what is told about it afterwards.
 *
 * @param order    the file that the job process reads first
 * @param examples the file of calibration examples; empty without calibration
 * @param drawn    the examples, or null without calibration
 */
record Rewriting(
        Path order,
        Path examples,
        @Nullable CalibrationRef calibration,
        @Nullable CalibrationSet drawn) {
    private static final int COMPARED = 8;

    /**
     * Draws the calibration examples, if the job has any, and writes what the job process reads.
     *
     * @param inputs what fidelity is measured on, or null: calibration keeps off their rows, and without calibration layers
     *               are compared on some of them if they are real ones
     * @throws JobFailed REJECTED when the calibration data do not fit the model
     */
    static Rewriting prepare(JobSpec spec, JobFiles files, OnnxModel model, @Nullable InputSet inputs, Path directory)
            throws JobFailed, IOException {
        CalibrationRef calibration = spec.calibration();
        DatasetRef fed = spec.workload().dataset();
        boolean same = calibration != null
                && fed != null
                && calibration.dataset().data().sha256().equals(fed.data().sha256());
        CalibrationSet drawn;
        try {
            drawn = calibration == null
                    ? null
                    : CalibrationSet.draw(
                            model,
                            spec.workload(),
                            calibration,
                            files.calibration(),
                            files.calibrationTokenizer(),
                            same && inputs != null ? inputs.rows() : List.of());
        } catch (InputException e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
        List<InputSet> compared =
                drawn == null && inputs != null && !inputs.rows().isEmpty()
                        ? List.of(inputs.first(COMPARED))
                        : List.of();
        Path examples = directory.resolve("examples.bin");
        CalibrationSet written = drawn == null ? new CalibrationSet(compared, List.of(), List.of()) : drawn;
        written.write(examples);
        Path order = directory.resolve("rewrite.json");
        Files.writeString(
                order,
                Wire.write(new RewriteOrder(
                        spec.scheme(),
                        spec.workload().threads(),
                        drawn == null ? List.of() : drawn.layouts(),
                        compared.stream().map(InputSet::layout).toList())));
        return new Rewriting(order, examples, calibration, drawn);
    }

    /** The end of a rewrite that is not measured. */
    Rewrite.Done done(Frame.Rewritten rewritten, @Nullable Search search) {
        return new Rewrite.Done(
                rewritten.sha256(),
                rewritten.bytes(),
                rewritten.report(),
                rewritten.layers(),
                rewritten.firstBadLayer(),
                calibration(rewritten),
                notes(rewritten),
                rewritten.seconds(),
                search);
    }

    /** What calibration looked at, for the result. */
    @Nullable
    Calibration calibration(Frame.Rewritten rewritten) {
        if (calibration == null || drawn == null) {
            return null;
        }
        return new Calibration(
                calibration.dataset().name(),
                calibration.dataset().data().sha256(),
                drawn.indices(),
                rewritten.seconds().getOrDefault("calibrate", 0.0));
    }

    /** Everything that a reader of the result should know in words. */
    List<String> notes(Frame.Rewritten rewritten) {
        List<String> notes = new ArrayList<>(rewritten.report().notes());
        if (drawn != null) {
            notes.addAll(drawn.notes());
        }
        return notes;
    }

    /** Counts, seconds and reasons, for the result. */
    QuantizationSummary summary(Frame.Rewritten rewritten) {
        List<SkippedNode> skipped = rewritten.report().skipped().stream()
                .map(node -> new SkippedNode(node.node(), node.op(), node.reason()))
                .toList();
        double seconds = rewritten.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return new QuantizationSummary(
                seconds,
                rewritten.report().quantized(),
                skipped.size(),
                skipped,
                notes(rewritten),
                rewritten.report().bytesByType(),
                rewritten.firstBadLayer());
    }
}
