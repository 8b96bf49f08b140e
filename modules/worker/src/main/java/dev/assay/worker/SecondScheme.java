package dev.assay.worker;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement.QuantizationSummary;
import dev.assay.protocol.MeasurementDetails.Calibration;
import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.protocol.MeasurementDetails.Second;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.worker.inputs.InputSet;
import dev.assay.worker.job.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second scheme of a comparison in turns: its model, and what its rewrite told.
 *
 * @param model        the file that runs; the model as given for {@code fp32}
 * @param quantization null for {@code fp32}
 * @param calibration  null when the scheme looked at nothing
 */
record SecondScheme(
        Path model,
        String sha256,
        @Nullable QuantizationSummary quantization,
        @Nullable Calibration calibration,
        List<Layer> layers) {
    private static final String REWRITTEN = "model.onnx";

    /** Applies the second scheme of a job; null when it has none. */
    static @Nullable SecondScheme prepare(
            JobSpec spec,
            JobFiles files,
            OnnxModel model,
            InputSet inputs,
            JobPasses passes,
            Path source,
            Path directory)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        SchemeSpec scheme = spec.versus();
        if (scheme == null) {
            return null;
        }
        JobSpec other = SchemeChoice.ofSecond(spec, scheme);
        if (SchemeChoice.scheme(other) instanceof Scheme.Fp32) {
            return new SecondScheme(source, spec.model().sha256(), null, null, List.of());
        }
        Path place = Files.createDirectory(directory.resolve("second"));
        Path output = Files.createDirectory(place.resolve("out"));
        Rewriting rewriting = Rewriting.prepare(other, files, model, inputs, place);
        Frame.Rewritten rewritten = passes.quantize(rewriting, source, output, REWRITTEN);
        return new SecondScheme(
                output.resolve(REWRITTEN),
                rewritten.sha256(),
                rewriting.summary(rewritten),
                rewriting.calibration(rewritten),
                rewritten.layers());
    }

    /** All that was found of it, for the result. */
    Second found(Frame.@Nullable Compared compared, Frame.@Nullable Inspected inspected) {
        return new Second(
                sha256,
                quantization,
                compared == null ? null : compared.fidelity(),
                compared == null ? null : compared.accuracy(),
                calibration,
                layers,
                inspected == null ? null : inspected.graph(),
                inspected == null ? null : inspected.profile());
    }
}
