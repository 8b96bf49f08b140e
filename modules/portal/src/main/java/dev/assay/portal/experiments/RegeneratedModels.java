package dev.assay.portal.experiments;

import dev.assay.onnx.OnnxModel;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.blobs.Blobs;
import dev.assay.portal.queue.Jobs;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Makes the model of a run again: schemes are deterministic, so the quantized file need not be kept. */
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
     * The model exactly as the run measured it.
     *
     * @throws Refusal NOT_FOUND before the run succeeded; NOT_REPRODUCED when this build makes other bytes
     */
    public RegeneratedModel of(UUID run) throws InterruptedException {
        ExperimentRows.RunRow row = rows.run(run).orElseThrow(() -> Refusal.notFound("There is no such run."));
        String expected = jobs.measurement(run)
                .orElseThrow(() -> Refusal.notFound("This run has no model of its own; it has not succeeded."))
                .measurement()
                .modelSha256();
        ExperimentRows.Row experiment = rows.find(row.experiment()).orElseThrow(Experiments::noSuchExperiment);
        one.acquire();
        try {
            byte[] bytes = make(experiment.modelSha256(), row);
            String sha256 = HexFormat.of().formatHex(Secrets.sha256().digest(bytes));
            if (!sha256.equals(expected)) {
                throw Refusal.conflict(
                        "NOT_REPRODUCED",
                        "This build makes a different file from the same model and scheme than the one that was measured;"
                                + " the measurement is not touched. Run it again with this build to get its file.");
            }
            String base =
                    experiment.modelName().replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("(?i)\\.onnx$", "");
            return new RegeneratedModel(sha256, bytes, base + "." + row.scheme().name() + ".onnx");
        } finally {
            one.release();
        }
    }

    private byte[] make(String sha256, ExperimentRows.RunRow row) {
        try {
            Scheme scheme = Scheme.parse(row.scheme().name(), row.scheme().options());
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
