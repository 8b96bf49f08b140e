package dev.assay.portal.queue;

import dev.assay.portal.RecordedEvents;
import dev.assay.portal.Samples;
import dev.assay.portal.Secrets;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.portal.blobs.BlobsFixture;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.ResultReceipt;
import dev.assay.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** The queue of the product, wired by hand over a test database. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
public final class QueueFixture {
    public final TestDatabase transactions;
    public final JobQueue queue = new JobQueue();
    public final Jobs jobs = new Jobs();
    public final Leases leases = new Leases();
    public final HandedInModels handedIn = new HandedInModels();
    public final RecordedEvents<JobChanged> events = new RecordedEvents<>();

    public QueueFixture(TestDatabase transactions, Surroundings surroundings) {
        this.transactions = transactions;
        queue.database = transactions.database();
        queue.changes = events;
        jobs.database = queue.database;
        jobs.queue = queue;
        leases.database = queue.database;
        leases.queue = queue;
        leases.bell = new WorkBell();
        leases.blobs = BlobsFixture.of(surroundings);
        handedIn.database = queue.database;
        handedIn.blobs = leases.blobs;
    }

    public UUID enqueue(UUID device) {
        return enqueue(device, "a".repeat(64));
    }

    public UUID enqueue(UUID device, String modelSha256) {
        UUID id = UUID.randomUUID();
        transactions.in(() -> {
            jobs.enqueue(List.of(new NewJob(id, device, Samples.spec(modelSha256), 0)));
            return null;
        });
        return id;
    }

    public PollReply poll(UUID device, String session, JobRef... running) {
        return transactions.committing(() -> leases.poll(device, new Poll(session, "h", null, List.of(running), 1)));
    }

    /** Polls for a job that must be there. */
    public Assignment take(UUID device) {
        return poll(device, "s-" + device).run().getFirst();
    }

    public ResultReceipt deliver(UUID device, String job, long epoch, JobResult result) {
        byte[] body = Wire.write(result).getBytes(StandardCharsets.UTF_8);
        byte[] digest = Secrets.sha256().digest(body);
        return transactions.committing(() -> leases.result(device, job, epoch, body, digest));
    }

    public JobView view(UUID job) {
        return transactions.in(() -> jobs.views(List.of(job))).get(job);
    }

    public static JobResult success(long epoch, Measurement measurement) {
        return new JobResult(epoch, Outcome.SUCCEEDED, null, measurement);
    }

    public static JobResult success(long epoch) {
        return success(epoch, Samples.measurement("a".repeat(64), 100, 1_000_000, 100, epoch));
    }

    public static JobResult failure(long epoch, FailureClass failureClass, String code) {
        return new JobResult(epoch, Outcome.FAILED, new Failure(failureClass, code, "because"), null);
    }
}
