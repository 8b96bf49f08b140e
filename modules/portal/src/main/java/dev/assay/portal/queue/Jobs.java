package dev.assay.portal.queue;

import dev.assay.portal.Database;
import dev.assay.portal.queue.JobView.JobFailure;
import dev.assay.portal.queue.JobView.Place;
import dev.assay.portal.queue.JobView.StateChange;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Phase;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queue from the side of those who want something measured. */
@ApplicationScoped
@Transactional
public class Jobs {
    /** A lease that ran out is left alone for this long, in case the answer is on its way. */
    static final int GRACE_SECONDS = 5;

    private static final int REAP_AT_ONCE = 100;

    private static final String KIND = """
        spec->'workload'->>'tier' as tier, coalesce(spec->'workload'->>'scenario', 'single-stream') as scenario,
        jsonb_typeof(spec->'versus') is not distinct from 'object' as versus,
        spec->'scheme'->>'name' = 'auto' as searches
        """;

    @Inject
    Database database;

    @Inject
    JobQueue queue;

    /** Puts jobs in the queues of their devices, in this order. */
    public void enqueue(List<NewJob> jobs) {
        jobs.forEach(job -> queue.enqueue(job, null));
    }

    /**
     * Cancels a job: at once while it waits, through its agent while a device has it; a job that ended stays as it is.
     *
     * @return the state it is in now, or empty when there is no such job
     */
    public Optional<RunState> cancel(UUID id) {
        return queue.lock(id).map(job -> {
            if (job.state() == RunState.QUEUED) {
                queue.cancel(job);
                return RunState.CANCELED;
            }
            if (job.state().mayBecome(RunState.CANCELING)) {
                queue.askToCancel(job);
                return RunState.CANCELING;
            }
            return job.state();
        });
    }

    /** Takes back leases that ran out and ends waits that took too long; returns how many jobs it moved. */
    public int reap() {
        List<JobQueue.Locked> overdue = queue.lockOverdue(GRACE_SECONDS, REAP_AT_ONCE);
        for (JobQueue.Locked job : overdue) {
            if (job.state() == RunState.QUEUED) {
                queue.expire(job);
            } else {
                queue.fail(job, new JobQueue.Cause(FailureClass.INFRA, "DEVICE_LOST", ""));
            }
        }
        return overdue.size();
    }

    /** How many jobs of these are not over. */
    public int open(Collection<UUID> ids) {
        return database.first(
                        "select count(*) as n from job where id = any(?) and ended_at is null",
                        row -> row.getInt("n"),
                        ids)
                .orElse(0);
    }

    /** Jobs by id; unknown ids are absent. */
    public Map<UUID, JobView> views(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, List<StateChange>> histories = new HashMap<>();
        database.list(
                        "select * from job_transition where job_id = any(?) order by job_id, seq",
                        row -> Map.entry(
                                Database.uuid(row, "job_id"),
                                new StateChange(
                                        RunState.valueOf(row.getString("state")),
                                        Database.requiredInstant(row, "at"),
                                        row.getLong("epoch"),
                                        row.getString("reason"))),
                        ids)
                .forEach(entry -> histories
                        .computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue()));
        Set<UUID> devices = new HashSet<>(database.list(
                "select distinct device_id from job where id = any(?) and ended_at is null",
                row -> Database.uuid(row, "device_id"),
                ids));
        Map<UUID, Eta.Forecast> forecasts = new HashMap<>();
        devices.forEach(device -> forecasts.putAll(forecast(device)));
        Map<UUID, JobView> views = new LinkedHashMap<>();
        database.list("select * from job where id = any(?)", row -> view(row, histories, forecasts), ids)
                .forEach(view -> views.put(view.id(), view));
        return views;
    }

    /**
     * Seconds that more runs of a kind would wait and take on a device; empty while the device is offline.
     *
     * @param model SHA-256 of the model they would run, or empty
     */
    public Optional<Long> secondsUntilDone(UUID device, JobKind kind, String model, int runs) {
        List<Eta.Open> open = new ArrayList<>(open(device));
        for (int i = 0; i < runs; i++) {
            open.add(new Eta.Open(new UUID(0, i), false, kind, model, 0, 0));
        }
        Eta.Forecast last = Eta.of(open, history(device), online(device)).get(new UUID(0, runs - 1));
        return last == null ? Optional.empty() : Optional.ofNullable(last.endsInSeconds());
    }

    /** What a job measured; empty until it succeeded. */
    public Optional<StoredMeasurement> measurement(UUID id) {
        return database.first(
                "select job_id, body, latency_nanos from measurement where job_id = ?",
                row -> new StoredMeasurement(
                        Database.uuid(row, "job_id"),
                        Wire.read(row.getString("body"), Measurement.class),
                        Database.longs(row, "latency_nanos")),
                id);
    }

    /** All that a job was given. */
    public Optional<JobSpec> spec(UUID id) {
        return database.first(
                "select spec from job where id = ?", row -> Wire.read(row.getString("spec"), JobSpec.class), id);
    }

    private Map<UUID, Eta.Forecast> forecast(UUID device) {
        return Eta.of(open(device), history(device), online(device));
    }

    private List<Eta.Open> open(UUID device) {
        return database.list(
                """
                    select id, lease_until is not null as held, progress, spec->'model'->>'sha256' as model,
                           case when lease_until is null then 0
                                else coalesce(extract(epoch from now() - started_at), 0) end as elapsed,
                    """ + KIND + """
                      from job where device_id = ? and (state = 'QUEUED' or lease_until is not null)
                     order by lease_until is not null desc, priority desc, seq
                    """,
                row -> new Eta.Open(
                        Database.uuid(row, "id"),
                        row.getBoolean("held"),
                        kind(row),
                        String.valueOf(row.getString("model")),
                        row.getDouble("progress"),
                        row.getDouble("elapsed")),
                device);
    }

    /** Mean seconds of the last runs on a device, by kind and model. */
    private Eta.History history(UUID device) {
        record Past(JobKind kind, String model, double seconds, long runs) {}
        List<Past> past = database.list(
                "select " + KIND + """
              , spec->'model'->>'sha256' as model, avg(extract(epoch from a.ended_at - a.claimed_at)) as s, count(*) as n
              from (select * from job_attempt where device_id = ? and outcome = 'SUCCEEDED'
                     order by ended_at desc limit 60) a join job j on j.id = a.job_id group by 1, 2, 3, 4, 5
            """,
                row -> new Past(
                        kind(row), String.valueOf(row.getString("model")), row.getDouble("s"), row.getLong("n")),
                device);
        Map<JobKind, Map<String, Double>> byModel = new HashMap<>();
        Map<JobKind, Double> sums = new HashMap<>();
        Map<JobKind, Long> counts = new HashMap<>();
        for (Past one : past) {
            byModel.computeIfAbsent(one.kind(), kind -> new HashMap<>()).put(one.model(), one.seconds());
            sums.merge(one.kind(), one.seconds() * one.runs(), Double::sum);
            counts.merge(one.kind(), one.runs(), Long::sum);
        }
        sums.replaceAll((kind, sum) -> sum / counts.getOrDefault(kind, 1L));
        return new Eta.History(byModel, sums);
    }

    private static JobKind kind(ResultSet row) throws SQLException {
        return new JobKind(
                row.getString("tier"), row.getString("scenario"), row.getBoolean("versus"), row.getBoolean("searches"));
    }

    private boolean online(UUID device) {
        return database.first(
                        "select coalesce(last_seen_at > now() - interval '60 seconds', false) as online from device"
                                + " where id = ?",
                        row -> row.getBoolean("online"),
                        device)
                .orElse(false);
    }

    private static JobView view(
            ResultSet row, Map<UUID, List<StateChange>> histories, Map<UUID, Eta.Forecast> forecasts)
            throws SQLException {
        UUID id = Database.uuid(row, "id");
        RunState state = RunState.valueOf(row.getString("state"));
        Eta.Forecast forecast = forecasts.get(id);
        String phase = row.getString("phase");
        return new JobView(
                id,
                Database.uuid(row, "device_id"),
                state,
                phase == null ? null : Phase.valueOf(phase),
                row.getDouble("progress"),
                row.getString("note"),
                row.getInt("attempt"),
                row.getObject("cancel_requested_at") != null,
                failure(row),
                forecast == null || state != RunState.QUEUED
                        ? null
                        : new Place(forecast.ahead(), forecast.startsInSeconds()),
                forecast == null ? null : forecast.endsInSeconds(),
                List.copyOf(histories.getOrDefault(id, List.of())),
                Database.requiredInstant(row, "created_at"),
                Database.instant(row, "started_at"),
                Database.instant(row, "ended_at"));
    }

    private static @Nullable JobFailure failure(ResultSet row) throws SQLException {
        String code = row.getString("failure_code");
        return code == null
                ? null
                : new JobFailure(row.getString("failure_class"), code, row.getString("failure_message"));
    }
}
