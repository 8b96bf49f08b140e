package dev.assay.portal.experiments;

import dev.assay.onnx.OnnxModel;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.blobs.Blobs;
import dev.assay.portal.queue.Jobs;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The model of a run: the file where it was kept, else made again. Schemes are deterministic, so only a file that depends
 * on calibration has to be kept.
 */
@ApplicationScoped
public class RegeneratedModels {
    /** One at a time: a model may take a few hundred megabytes while it is rewritten. */
    private final Semaphore one = new Semaphore(1);

    @Inject
    ExperimentRows rows;

    @Inject
    Jobs jobs;

    @Inject
    Blobs blobs;

    /**
     * The file of a run's model, where the store has it: the original itself, or one that the agent sent.
     *
     * @throws Refusal NOT_FOUND before the run succeeded
     */
    public Optional<StoredModel> stored(UUID run) {
        ExperimentRows.RunRow row = rows.run(run).orElseThrow(() -> Refusal.notFound("There is no such run."));
        Measurement measurement = measured(run);
        Path file = blobs.file(measurement.modelSha256());
        ExperimentRows.Row experiment = rows.find(row.experiment()).orElseThrow(Experiments::noSuchExperiment);
        return Files.isReadable(file)
                ? Optional.of(new StoredModel(
                        measurement.modelSha256(), file, measurement.modelBytes(), fileName(experiment, row)))
                : Optional.empty();
    }

    private Measurement measured(UUID run) {
        return jobs.measurement(run)
                .orElseThrow(() -> Refusal.notFound("This run has no model of its own; it has not succeeded."))
                .measurement();
    }

    /**
     * The model exactly as the run measured it, made again.
     *
     * @throws Refusal NOT_FOUND before the run succeeded; NOT_STORED when its scheme depends on calibration and the file was
     *     not kept; NOT_REPRODUCED when this build makes other bytes
     */
    public RegeneratedModel of(UUID run) throws InterruptedException {
        ExperimentRows.RunRow row = rows.run(run).orElseThrow(() -> Refusal.notFound("There is no such run."));
        Measurement measurement = measured(run);
        String expected = measurement.modelSha256();
        SchemeSpec scheme = resolved(row.scheme(), measurement);
        if (SchemeChoice.automatic(scheme) || SchemeChoice.needsCalibration(scheme)) {
            throw Refusal.conflict("NOT_STORED", recipe(scheme, measurement));
        }
        ExperimentRows.Row experiment = rows.find(row.experiment()).orElseThrow(Experiments::noSuchExperiment);
        one.acquire();
        try {
            byte[] bytes = make(experiment.modelSha256(), scheme);
            String sha256 = HexFormat.of().formatHex(Secrets.sha256().digest(bytes));
            if (!sha256.equals(expected)) {
                throw Refusal.conflict(
                        "NOT_REPRODUCED",
                        "This build makes a different file from the same model and scheme than the one that was measured;"
                                + " the measurement is not touched. Run it again with this build to get its file.");
            }
            return new RegeneratedModel(sha256, bytes, fileName(experiment, row));
        } finally {
            one.release();
        }
    }

    private static String fileName(ExperimentRows.Row experiment, ExperimentRows.RunRow row) {
        String base = experiment.modelName().replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("(?i)\\.onnx$", "");
        return base + "." + row.scheme().name() + ".onnx";
    }

    /** What an automatic choice came to; any other scheme is itself. */
    private static SchemeSpec resolved(SchemeSpec scheme, Measurement measurement) {
        MeasurementDetails.Search search = measurement.details().search();
        return !SchemeChoice.automatic(scheme) || search == null
                ? scheme
                : search.points().stream()
                        .filter(MeasurementDetails.Point::chosen)
                        .map(MeasurementDetails.Point::scheme)
                        .findFirst()
                        .orElse(scheme);
    }

    private static String recipe(SchemeSpec scheme, Measurement measurement) {
        MeasurementDetails.Calibration calibration = measurement.details().calibration();
        return "The file of this run was not kept, and " + scheme.name() + " depends on the inputs it looked at"
                + (calibration == null
                        ? ""
                        : ": " + calibration.indices().size() + " examples of " + calibration.dataset() + " (SHA-256 "
                                + calibration.datasetSha256() + ")")
                + ". The measurement is not touched; make the file with assay quantize --scheme " + scheme.name()
                + " --calibration and that dataset, or run the experiment again.";
    }

    private byte[] make(String sha256, SchemeSpec spec) {
        try {
            Scheme scheme = Scheme.parse(spec.name(), spec.options());
            return Quantizer.quantize(OnnxModel.read(blobs.file(sha256)), scheme)
                    .model()
                    .toBytes();
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "BLOB_MISSING",
                    "The original model cannot be read from the store; the measurement is not touched.",
                    e);
        } catch (UnknownScheme | UnquantizableModel e) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "NOT_REPRODUCED",
                    "This build can no longer apply the scheme: " + e.getMessage(),
                    e);
        }
    }
}
