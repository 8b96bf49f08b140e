package dev.assay.portal.queue;

import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Secrets;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements behind the queue. Each runs in the transaction of its caller, locks the job it changes first, and
 * writes the history entry together with the change.
 */
@ApplicationScoped
class JobQueue {
    /** How often a job is given out before its device is blamed for good. */
    static final int MAX_ATTEMPTS = 3;

    private static final int INFRA_FAILURES_TO_BAD = 3;

    @Inject
    Database database;

    @Inject
    Event<JobChanged> changes;

    /** A job row, locked until the transaction ends. */
    record Locked(
            UUID id,
            UUID device,
            String deviceName,
            RunState state,
            long epoch,
            int attempt,
            boolean leaseValid,
            boolean cancelRequested,
            String model,
            String scheme,
            String spec,
            @Nullable UUID confirms) {}

    /** A job just given out; {@code token} is known to its holder alone. */
    record Claimed(UUID job, long epoch, String token, JobSpec spec) {}

    /** Why a job could not be done. */
    record Cause(FailureClass failureClass, String code, String detail) {}

    void enqueue(NewJob job, @Nullable UUID confirms) {
        JobSpec spec = job.spec();
        database.update(
                """
                insert into job (id, device_id, priority, spec, model_sha256, scheme, state, queue_deadline, confirms)
                values (?, ?, ?, ?::jsonb, ?, ?, 'QUEUED', now() + interval '24 hours', ?)
                """,
                job.id(),
                job.device(),
                job.priority(),
                Jsonb.of(spec),
                spec.model().sha256(),
                spec.scheme().name() + new TreeMap<>(spec.scheme().options()),
                confirms);
        remember(job.id(), job.device(), RunState.QUEUED, 0, "");
    }

    /** Gives the next job of a device to it; the statement that makes double booking impossible. */
    Optional<Claimed> claim(UUID device) {
        String token = Secrets.fresh();
        Optional<Claimed> claimed = database.first(
                """
                update job set state = 'LEASED', epoch = epoch + 1, attempt = attempt + 1, token_hash = ?,
                       lease_until = now() + make_interval(secs => ?), started_at = coalesce(started_at, now()),
                       phase = null, progress = 0, note = ''
                 where id = (select id from job where state = 'QUEUED' and device_id = ? and queue_deadline > now()
                              order by priority desc, seq for update skip locked limit 1)
                returning id, epoch, spec
                """,
                row -> new Claimed(
                        Database.uuid(row, "id"),
                        row.getLong("epoch"),
                        token,
                        Wire.read(row.getString("spec"), JobSpec.class)),
                Secrets.hash(token),
                leaseSeconds(),
                device);
        claimed.ifPresent(job -> {
            database.update(
                    "insert into job_attempt (job_id, epoch, device_id) values (?, ?, ?)",
                    job.job(),
                    job.epoch(),
                    device);
            remember(job.job(), device, RunState.LEASED, job.epoch(), "");
        });
        return claimed;
    }

    Optional<Locked> lock(UUID job) {
        return database.first(LOCK + " where j.id = ? for update of j", JobQueue::locked, job);
    }

    /** Jobs whose lease ran out some time ago, or that waited too long; other nodes skip what this one took. */
    List<Locked> lockOverdue(int graceSeconds, int limit) {
        return database.list(LOCK + """
                         where j.id in (
                           (select id from job where lease_until is not null
                               and lease_until < now() - make_interval(secs => ?) limit ?)
                           union all
                           (select id from job where state = 'QUEUED' and queue_deadline <= now() limit ?))
                         order by j.device_id, j.id for update of j skip locked
                        """, JobQueue::locked, (double) graceSeconds, limit, limit);
    }

    /** Jobs that a device holds. */
    List<Locked> lockHeld(UUID device) {
        return database.list(
                LOCK + " where j.device_id = ? and j.lease_until is not null order by j.id for update of j",
                JobQueue::locked,
                device);
    }

    /** Keeps the lease of a locked job whose fence was checked, and notes how far it is. */
    void renew(Locked job, Renew renewal) {
        RunState state = job.state().after(renewal.phase());
        database.update(
                """
                update job set lease_until = now() + make_interval(secs => ?), state = ?, phase = ?, progress = ?, note = ?
                 where id = ?
                """,
                leaseSeconds(),
                state,
                renewal.phase(),
                share(renewal.progress()),
                Jsonb.line(renewal.note(), 200),
                job.id());
        if (state != job.state()) {
            remember(job.id(), job.device(), state, job.epoch(), "");
        } else {
            changes.fire(new JobChanged(job.id(), job.device(), state));
        }
    }

    void succeed(Locked job, String measurement, long[] latencyNanos) {
        end(job, RunState.SUCCEEDED, null);
        database.update(
                "insert into measurement (job_id, epoch, body, latency_nanos) values (?, ?, ?::jsonb, ?)",
                job.id(),
                job.epoch(),
                measurement,
                latencyNanos);
        database.update("""
                update device set infra_failures = 0, health = case health when 'UNKNOWN' then 'GOOD' else health end
                 where id = ? and (infra_failures > 0 or health = 'UNKNOWN')
                """, job.device());
    }

    /** Ends a calibration; what it measured is kept by whoever hears of it. */
    void succeed(Locked job) {
        end(job, RunState.SUCCEEDED, null);
    }

    /** Ends a job that a person no longer wants. */
    void cancel(Locked job) {
        end(job, RunState.CANCELED, null);
    }

    /** Asks the holder of a job to stop; the state tells everybody. */
    void askToCancel(Locked job) {
        database.update(
                "update job set state = 'CANCELING', cancel_requested_at = coalesce(cancel_requested_at, now()) where id = ?",
                job.id());
        remember(job.id(), job.device(), RunState.CANCELING, job.epoch(), "");
    }

    void expire(Locked job) {
        end(job, RunState.EXPIRED, new Cause(FailureClass.INFRA, "EXPIRED", ""));
    }

    /** What follows from a failure: wait for another try, or come to an end. */
    void fail(Locked job, Cause cause) {
        if (cause.failureClass() == FailureClass.INFRA) {
            countAgainst(job.device(), cause);
        }
        if (job.cancelRequested()) {
            end(job, RunState.CANCELED, null);
        } else if (cause.failureClass() != FailureClass.MODEL) {
            retry(job, cause);
        } else if (cause.code().equals("CRASH")) {
            crashed(job, cause);
        } else {
            end(job, RunState.FAILED, cause);
        }
    }

    /** Puts a job back for its device, unless it was given out too often. */
    void retry(Locked job, Cause cause) {
        if (job.attempt() >= MAX_ATTEMPTS) {
            end(job, RunState.FAILED, cause);
            return;
        }
        endAttempt(job, "FAILED", cause);
        database.update("""
                update job set state = 'QUEUED', lease_until = null, token_hash = null, phase = null, progress = 0, note = ''
                 where id = ?
                """, job.id());
        remember(job.id(), job.device(), RunState.QUEUED, job.epoch(), sentence(job, cause));
    }

    /** A crash is repeated once on another device, by a job of its own; a second crash there is the model's fault. */
    private void crashed(Locked job, Cause cause) {
        boolean elsewhere = database.first("""
                        select 1 from job where model_sha256 = ? and scheme = ? and failure_code in ('CRASH', 'POISON')
                           and device_id <> ? limit 1
                        """, row -> 1, job.model(), job.scheme(), job.device())
                .isPresent();
        if (!elsewhere) {
            end(job, RunState.FAILED, cause);
            confirmElsewhere(job);
            return;
        }
        Cause poison = new Cause(FailureClass.MODEL, "POISON", cause.detail());
        end(job, RunState.FAILED, poison);
        for (Locked waiting : database.list(
                LOCK + " where j.model_sha256 = ? and j.scheme = ? and j.state = 'QUEUED' for update of j skip locked",
                JobQueue::locked,
                job.model(),
                job.scheme())) {
            end(waiting, RunState.FAILED, new Cause(FailureClass.MODEL, "POISON", ""));
        }
    }

    private void confirmElsewhere(Locked job) {
        boolean planned = database.first("""
                        select 1 from job where model_sha256 = ? and scheme = ? and device_id <> ?
                           and (state = 'QUEUED' or lease_until is not null) limit 1
                        """, row -> 1, job.model(), job.scheme(), job.device())
                .isPresent();
        if (planned) {
            return;
        }
        database.first("""
                        select id from device where id <> ? and approved_at is not null and revoked_at is null
                           and health in ('UNKNOWN', 'GOOD') and last_seen_at > now() - interval '60 seconds'
                         order by last_seen_at desc limit 1
                        """, row -> Database.uuid(row, "id"), job.device())
                .ifPresent(other -> enqueue(
                        new NewJob(UUID.randomUUID(), other, Wire.read(job.spec(), JobSpec.class), -1), job.id()));
    }

    private void countAgainst(UUID device, Cause cause) {
        database.update(
                """
                update device set infra_failures = infra_failures + 1,
                       health = case when infra_failures + 1 >= ? and health in ('UNKNOWN', 'GOOD') then 'BAD' else health end,
                       health_reason = case when infra_failures + 1 >= ? and health in ('UNKNOWN', 'GOOD') then ? else health_reason end
                 where id = ?
                """,
                INFRA_FAILURES_TO_BAD,
                INFRA_FAILURES_TO_BAD,
                "Three failures of the device in a row, the last one " + cause.code()
                        + "; it gets no work until an administrator has looked at it.",
                device);
    }

    private void end(Locked job, RunState state, @Nullable Cause cause) {
        endAttempt(job, state.name(), cause);
        database.update(
                """
                update job set state = ?, ended_at = now(), lease_until = null, token_hash = null,
                       progress = case when ? then 1 else progress end,
                       failure_class = ?, failure_code = ?, failure_message = ?
                 where id = ?
                """,
                state,
                state == RunState.SUCCEEDED,
                cause == null ? null : cause.failureClass(),
                cause == null ? null : cause.code(),
                cause == null ? null : sentence(job, cause),
                job.id());
        remember(job.id(), job.device(), state, job.epoch(), cause == null ? "" : sentence(job, cause));
    }

    private void endAttempt(Locked job, String outcome, @Nullable Cause cause) {
        if (job.state().held()) {
            database.update(
                    """
                    update job_attempt set ended_at = now(), outcome = ?, failure_class = ?, failure_code = ?,
                           failure_message = ? where job_id = ? and epoch = ?
                    """,
                    outcome,
                    cause == null ? null : cause.failureClass(),
                    cause == null ? null : cause.code(),
                    cause == null ? null : sentence(job, cause),
                    job.id(),
                    job.epoch());
        }
    }

    private void remember(UUID job, UUID device, RunState state, long epoch, String reason) {
        database.update(
                "insert into job_transition (job_id, state, epoch, reason) values (?, ?, ?, ?)",
                job,
                state,
                epoch,
                reason);
        changes.fire(new JobChanged(job, device, state));
    }

    private static String sentence(Locked job, Cause cause) {
        return FailureSentences.of(cause.failureClass(), cause.code(), job.deviceName(), cause.detail());
    }

    private static double leaseSeconds() {
        return AgentParameters.DEFAULT.leaseSeconds();
    }

    private static double share(double progress) {
        return Double.isFinite(progress) ? Math.clamp(progress, 0, 1) : 0;
    }

    private static final String LOCK = """
            select j.*, d.name as device_name, coalesce(j.lease_until > now(), false) as lease_valid
              from job j join device d on d.id = j.device_id
            """;

    private static Locked locked(ResultSet row) throws SQLException {
        return new Locked(
                Database.uuid(row, "id"),
                Database.uuid(row, "device_id"),
                row.getString("device_name"),
                RunState.valueOf(row.getString("state")),
                row.getLong("epoch"),
                row.getInt("attempt"),
                row.getBoolean("lease_valid"),
                row.getObject("cancel_requested_at") != null,
                row.getString("model_sha256"),
                row.getString("scheme"),
                row.getString("spec"),
                row.getObject("confirms", UUID.class));
    }
}
