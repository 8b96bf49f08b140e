package dev.assay.portal.queue;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.blobs.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.UUID;

/** Rewritten models that devices hand in because the portal cannot make them again: calibration needs the runtime. */
@ApplicationScoped
public class HandedInModels {
    @Inject
    Database database;

    @Inject
    Blobs blobs;

    private record Measured(String sha256, long bytes) {}

    /**
     * Takes in the model that a calibrated run measured. Nothing else is taken: only from the device that ran the job,
     * only the hash that the accepted result names, and no more bytes than the result says.
     *
     * @throws Refusal NOT_FOUND for any other job, device or hash; BAD_DIGEST when the bytes are not those of the hash
     */
    public void take(UUID device, String jobId, String sha256, InputStream body) {
        Measured measured = database.first(
                        """
                        select m.body ->> 'modelSha256' as sha256, (m.body ->> 'modelBytes')::bigint as bytes
                          from job j join measurement m on m.job_id = j.id
                         where j.id::text = ? and j.device_id = ? and j.state = 'SUCCEEDED'
                           and jsonb_typeof(m.body -> 'details' -> 'calibration') = 'object'
                        """,
                        row -> new Measured(String.valueOf(row.getString("sha256")), row.getLong("bytes")),
                        jobId,
                        device)
                .filter(known -> known.sha256().equals(sha256))
                .orElseThrow(() -> Refusal.notFound("No result of this device names such a model."));
        if (Files.exists(blobs.file(sha256))) {
            return;
        }
        try (Blobs.Incoming incoming = blobs.receive(body, measured.bytes())) {
            if (!incoming.sha256().equals(sha256)) {
                throw Refusal.invalid(
                        "BAD_DIGEST", "The bytes do not have the hash that the result names; send it again.");
            }
            blobs.keep(incoming);
        }
    }
}
