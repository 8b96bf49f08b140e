package dev.assay.worker;

import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Measurement;
import dev.assay.worker.portal.Backoff;
import dev.assay.worker.portal.PortalRefusal;
import dev.assay.worker.portal.PortalUnreachable;
import dev.assay.worker.portal.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hands kept results in. The same bytes with the same key are sent until the portal has said something about them. */
final class Delivery {
    private static final int UNAUTHORIZED = 401;

    private final Spool spool;
    private final PortalLink link;
    private final Backoff backoff;

    Delivery(Spool spool, PortalLink link, Backoff backoff) {
        this.spool = spool;
        this.link = link;
        this.backoff = backoff;
    }

    /** Tries until delivered, refused, or the lease is over; gives a remark for people, empty when all went well. */
    String deliver(JobRef ref, LeasedJob job) throws IOException, InterruptedException {
        byte[] body = spool.body(ref);
        for (int failures = 1; !job.isLost(); failures++) {
            try {
                return send(ref, body);
            } catch (PortalUnreachable e) {
                Thread.sleep(Math.min(backoff.millis(failures, e.retryAfterMillis()), Math.max(1, job.millisLeft())));
            }
        }
        spool.late(ref);
        return "The lease was lost, so the result is kept here and not sent.";
    }

    /**
     * Hands in the model that a calibrated run measured, if there is one; once, because the result counts without it.
     * Gives a remark for people, empty when all went well.
     */
    String offer(JobRef ref, JobResult result) throws InterruptedException {
        Path model = spool.model(ref);
        Measurement measurement = result.measurement();
        if (measurement == null || !Files.exists(model)) {
            return "";
        }
        try {
            link.call(client -> {
                client.offer(ref, measurement.modelSha256(), model);
                return true;
            });
            return "";
        } catch (IOException | PortalRefusal e) {
            return "The portal did not take the rewritten model: " + e.getMessage();
        }
    }

    /** Hands in what a former process of this agent left; one try each. */
    void deliverPending() throws IOException, InterruptedException {
        for (JobRef ref : spool.pending()) {
            send(ref, spool.body(ref));
        }
    }

    private String send(JobRef ref, byte[] body) throws IOException, InterruptedException {
        try {
            link.call(client -> client.result(ref, body));
            spool.delivered(ref);
            return "";
        } catch (PortalRefusal e) {
            if (e.status() == UNAUTHORIZED) {
                return "The portal does not let this device in, so the result waits here.";
            }
            spool.late(ref);
            return "The portal did not take the result: " + e.getMessage();
        }
    }
}
