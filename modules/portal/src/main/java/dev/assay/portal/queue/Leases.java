package dev.assay.portal.queue;

import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.blobs.Blobs;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import dev.assay.protocol.ResultReceipt;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queue from the side of the devices. Every call carries the device that was authenticated; every write carries the
 * epoch of the claim, and is refused when the lease is no longer the newest or has run out by the database's clock.
 */
@ApplicationScoped
@Transactional(dontRollbackOn = Refusal.class)
public class Leases {
    private static final int MOST_RUNNING = 64;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /** A session that was not heard of for this long may be replaced: a poll is held open for 20 seconds. */
    private static final double SESSION_SECONDS = 25;

    private static final Set<String> CODES = Set.of(
            "REJECTED",
            "OOM",
            "KILLED",
            "TIMEOUT",
            "CRASH",
            "MESSAGE",
            "OUTPUT",
            "DISK",
            "NETWORK",
            "SANDBOX",
            "DEVICE_LOST",
            "INTERNAL");

    @Inject
    Event<ProbesTimed> probes;

    @Inject
    Database database;

    @Inject
    JobQueue queue;

    @Inject
    WorkBell bell;

    @Inject
    Blobs blobs;

    /** What a poll needs to know of its device. */
    private record Polling(
            boolean approved, boolean takesWork, @Nullable String session, boolean sessionAlive, Instant now) {}

    /**
     * The heartbeat: notes that the device is there, says what should run, be cancelled or be dropped, and gives out a
     * job when the device has room. Answers at once; the caller may hold the request open with {@link #awaitWork}.
     *
     * @throws Refusal SESSION_CONFLICT while another process of the same identity is alive; UNAUTHORIZED when revoked
     */
    public PollReply poll(UUID device, Poll poll) {
        // Jobs before the device, as everywhere: two transactions that lock in different orders could wait for each
        // other.
        List<JobQueue.Locked> held = queue.lockHeld(device);
        Polling polling = database.first(
                        """
                        select approved_at is not null as approved, health in ('UNKNOWN', 'GOOD') as takes_work, session,
                               coalesce(session_seen_at > now() - make_interval(secs => ?), false) as alive, now() as now
                          from device where id = ? and revoked_at is null for no key update
                        """,
                        row -> new Polling(
                                row.getBoolean("approved"),
                                row.getBoolean("takes_work"),
                                row.getString("session"),
                                row.getBoolean("alive"),
                                Database.requiredInstant(row, "now")),
                        SESSION_SECONDS,
                        device)
                .orElseThrow(Refusal::unauthorized);
        boolean sameSession = poll.session().equals(polling.session());
        if (!sameSession && polling.sessionAlive()) {
            throw Refusal.conflict(
                    "SESSION_CONFLICT",
                    "Another process with this device's identity is connected; stop it, or enrol this machine as a"
                            + " device of its own.");
        }
        if (poll.running().size() > MOST_RUNNING) {
            throw Refusal.invalid(
                    "TOO_MANY",
                    "A device holds at most " + MOST_RUNNING + " jobs at once, not "
                            + poll.running().size() + "; nothing was changed.");
        }
        seen(device, poll);
        List<JobRef> cancel = new ArrayList<>();
        List<JobRef> drop = new ArrayList<>();
        Set<UUID> reported = reconcile(poll, held, cancel, drop);
        boolean busy = false;
        for (JobQueue.Locked job : held) {
            if (!sameSession && !reported.contains(job.id())) {
                // A new process that does not know the job will never finish it: no need to wait for the lease to end.
                forget(job);
            } else {
                busy = true;
            }
        }
        List<Assignment> run = new ArrayList<>();
        if (polling.approved() && polling.takesWork() && !busy && poll.freeSlots() > 0) {
            queue.claim(device)
                    .ifPresent(claimed -> run.add(new Assignment(
                            claimed.job().toString(),
                            claimed.epoch(),
                            AgentParameters.DEFAULT.leaseSeconds(),
                            claimed.token(),
                            claimed.spec())));
        }
        return new PollReply(run, cancel, drop, AgentParameters.DEFAULT, polling.now());
    }

    private void seen(UUID device, Poll poll) {
        Capabilities capabilities = poll.capabilities();
        if (capabilities == null) {
            database.update(
                    "update device set session = ?, session_seen_at = now(), last_seen_at = now() where id = ?",
                    poll.session(),
                    device);
        } else {
            database.update("""
                update device set session = ?, session_seen_at = now(), last_seen_at = now(),
                       capabilities = ?::jsonb, capabilities_hash = ? where id = ?
                """, poll.session(), Jsonb.of(capabilities), poll.capabilitiesHash(), device);
        }
    }

    /** Sorts the jobs that the agent says it runs; returns those that it may go on with. */
    private static Set<UUID> reconcile(Poll poll, List<JobQueue.Locked> held, List<JobRef> cancel, List<JobRef> drop) {
        return poll.running().stream()
                .filter(ref -> {
                    Optional<JobQueue.Locked> job = held.stream()
                            .filter(h ->
                                    h.id().toString().equals(ref.jobId()) && h.epoch() == ref.epoch() && h.leaseValid())
                            .findFirst();
                    if (job.isEmpty()) {
                        drop.add(ref);
                    } else if (job.get().cancelRequested()) {
                        cancel.add(ref);
                    }
                    return job.isPresent();
                })
                .map(ref -> UUID.fromString(ref.jobId()))
                .collect(Collectors.toSet());
    }

    private void forget(JobQueue.Locked job) {
        if (job.cancelRequested()) {
            queue.cancel(job);
        } else {
            queue.retry(job, new JobQueue.Cause(FailureClass.INFRA, "DEVICE_LOST", ""));
        }
    }

    /**
     * Waits until there may be something for a device, at most that long. A hint only: poll afterwards in any case.
     *
     * @return false when the time passed without a sign
     */
    @Transactional(TxType.NOT_SUPPORTED)
    public boolean awaitWork(UUID device, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!waiting(device)) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            if (bell.await(device, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN)) {
                return true;
            }
        }
        return true;
    }

    private boolean waiting(UUID device) {
        return database.first("""
            select 1 from job j join device d on d.id = j.device_id
             where j.device_id = ? and j.state = 'QUEUED' and j.queue_deadline > now()
               and d.approved_at is not null and d.health in ('UNKNOWN', 'GOOD')
               and not exists (select 1 from job h where h.device_id = ? and h.lease_until is not null) limit 1
            """, row -> 1, device, device).isPresent();
    }

    /**
     * Keeps a lease and notes the progress.
     *
     * @throws Refusal STALE_LEASE when the claim is not the newest, ran out, or belongs to another device
     */
    public Renewed renew(UUID device, String jobId, Renew renewal) {
        JobQueue.Locked job = fenced(device, jobId, renewal.epoch()).orElseThrow(Leases::stale);
        queue.renew(job, renewal);
        database.update(
                "update device set last_seen_at = now(), session_seen_at = now() where id = ? and session is not null",
                device);
        Instant now = database.first("select now() as now", row -> Database.requiredInstant(row, "now"))
                .orElseThrow();
        return new Renewed(job.cancelRequested(), AgentParameters.DEFAULT.leaseSeconds(), now);
    }

    /**
     * Accepts the result of a claim, once. Delivered again, the same result gets the same receipt.
     *
     * @param body   the result's JSON exactly as sent
     * @param sha256 of the body, as the sender computed it
     * @throws Refusal STALE_LEASE (the body is kept aside), RESULT_CONFLICT for a different result of the same claim,
     *     BAD_DIGEST or BAD_RESULT for one that cannot be read
     */
    public ResultReceipt result(UUID device, String jobId, long epoch, byte[] body, byte[] sha256) {
        byte[] digest = Secrets.sha256().digest(body);
        if (!MessageDigest.isEqual(digest, sha256)) {
            throw Refusal.invalid(
                    "BAD_DIGEST", "The result does not have the digest it was announced with; send it again.");
        }
        JobQueue.Locked job = find(jobId).orElseThrow(() -> Refusal.notFound("There is no such job."));
        boolean held = database.first(
                        "select 1 from job_attempt where job_id = ? and epoch = ? and device_id = ?",
                        row -> 1,
                        job.id(),
                        epoch,
                        device)
                .isPresent();
        if (!held) {
            throw Refusal.notFound("There is no such job.");
        }
        ResultReceipt receipt = new ResultReceipt(job.id().toString(), epoch, true);
        Optional<byte[]> accepted = database.first(
                "select digest from job_report where job_id = ? and epoch = ?",
                row -> row.getBytes("digest"),
                job.id(),
                epoch);
        if (accepted.isPresent()) {
            if (MessageDigest.isEqual(accepted.get(), digest)) {
                return receipt;
            }
            throw Refusal.conflict(
                    "RESULT_CONFLICT", "Another result of this claim was accepted before; it stays as it is.");
        }
        if (!fence(job, device, epoch)) {
            database.update("""
                insert into late_result (job_id, epoch, device_id, digest, body) values (?, ?, ?, ?, ?)
                on conflict do nothing
                """, job.id(), epoch, device, digest, body);
            throw stale();
        }
        JobResult result = ResultBody.read(body, epoch);
        database.update(
                "insert into job_report (job_id, epoch, device_id, digest, outcome) values (?, ?, ?, ?, ?)",
                job.id(),
                epoch,
                device,
                digest,
                result.outcome());
        apply(job, result);
        return receipt;
    }

    private void apply(JobQueue.Locked job, JobResult result) {
        switch (result.outcome()) {
            case SUCCEEDED -> {
                JobSpec spec = Wire.read(job.spec(), JobSpec.class);
                if (spec.probes() != null) {
                    calibrated(job, result.probes());
                    return;
                }
                Optional<String> nonsense = MeasurementCheck.nonsense(result.measurement(), spec);
                if (nonsense.isPresent()) {
                    queue.fail(job, new JobQueue.Cause(FailureClass.INFRA, "OUTPUT", nonsense.get()));
                } else if (result.measurement() != null) {
                    long[] nanos = result.measurement().latencyNanos().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    queue.succeed(job, MeasurementCheck.withoutSamples(result.measurement()), nanos);
                }
            }
            case CANCELED -> {
                if (job.cancelRequested()) {
                    queue.cancel(job);
                } else {
                    // The agent stopped by itself, as it does when it is shut down: the job waits for its return.
                    queue.retry(job, new JobQueue.Cause(FailureClass.INFRA, "DEVICE_LOST", "the agent was stopped"));
                }
            }
            case FAILED -> {
                Failure failure = result.failure();
                queue.fail(
                        job,
                        failure == null
                                ? new JobQueue.Cause(FailureClass.INFRA, "INTERNAL", "the agent gave no reason")
                                : new JobQueue.Cause(
                                        failure.failureClass(),
                                        CODES.contains(failure.code()) ? failure.code() : "INTERNAL",
                                        failure.message()));
            }
        }
    }

    private void calibrated(JobQueue.Locked job, @Nullable ProbeReport report) {
        Optional<String> nonsense = ProbeCheck.nonsense(report);
        if (nonsense.isPresent() || report == null) {
            queue.fail(job, new JobQueue.Cause(FailureClass.INFRA, "OUTPUT", nonsense.orElse("no times of probes")));
            return;
        }
        queue.succeed(job);
        probes.fire(new ProbesTimed(job.id(), job.device(), report));
    }

    /**
     * A file of a job, for whoever holds its token.
     *
     * @throws Refusal UNAUTHORIZED when the token is not that of a running job; NOT_FOUND for any file not named in it
     */
    public Artifact artifact(String jobToken, String sha256) {
        JobSpec spec = database.first(
                        "select spec from job where token_hash = ? and lease_until > now()",
                        row -> Wire.read(row.getString("spec"), JobSpec.class),
                        Secrets.hash(jobToken))
                .orElseThrow(Refusal::unauthorized);
        ArtifactRef artifact = JobFiles.of(spec).stream()
                .filter(ref -> ref.sha256().equals(sha256))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("This job has no such file."));
        Path file = blobs.file(artifact.sha256());
        if (!Files.isReadable(file)) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE, "BLOB_MISSING", "The file is missing from the portal's store for now.");
        }
        return new Artifact(artifact.sha256(), file, artifact.bytes());
    }

    private Optional<JobQueue.Locked> find(String jobId) {
        try {
            return queue.lock(UUID.fromString(jobId));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.Kind.NOT_FOUND, "NOT_FOUND", "There is no such job.", e);
        }
    }

    private Optional<JobQueue.Locked> fenced(UUID device, String jobId, long epoch) {
        return find(jobId).filter(job -> fence(job, device, epoch));
    }

    private static boolean fence(JobQueue.Locked job, UUID device, long epoch) {
        return job.device().equals(device)
                && job.epoch() == epoch
                && job.state().held()
                && job.leaseValid();
    }

    private static Refusal stale() {
        return Refusal.conflict(
                "STALE_LEASE",
                "This claim is over: the lease ran out or the job was given out again. Stop working on it.");
    }
}
