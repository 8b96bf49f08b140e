package dev.assay.portal.predictions;

import dev.assay.guidance.roofline.Calibration;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Refusal;
import dev.assay.portal.queue.JobChanged;
import dev.assay.portal.queue.Jobs;
import dev.assay.portal.queue.NewJob;
import dev.assay.portal.queue.ProbesTimed;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeSpec;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Calibrations of devices: asked for, taken from the queue's results, fitted when they are first needed. */
@ApplicationScoped
@Transactional
public class Calibrations {
    /** Below every measurement, so that nobody waits for a calibration that nobody asked for. */
    private static final int IDLE_PRIORITY = -10;

    private static final int ASKED_PRIORITY = 0;

    private static final String SELECT = """
            select c.*, d.name as device_name from calibration c join device d on d.id = c.device_id
            """;

    @Inject
    Database database;

    @Inject
    Jobs jobs;

    /** A fit takes seconds and never changes; one that is not there yet is made by {@link #fit}. */
    private final Map<UUID, List<Calibration>> fits = new ConcurrentHashMap<>();

    /**
     * Puts a calibration into the queue of a device.
     *
     * @return its job
     * @throws Refusal NOT_FOUND when there is no such device; CONFLICT when one is on its way already
     */
    public UUID request(UUID device) {
        return enqueue(device, ASKED_PRIORITY);
    }

    private UUID enqueue(UUID device, int priority) {
        Capabilities capabilities = database.first(
                        "select capabilities from device where id = ? and revoked_at is null and approved_at is not null",
                        row -> Wire.read(row.getString("capabilities"), Capabilities.class),
                        device)
                .orElseThrow(() -> Refusal.notFound("There is no such device; it may have been removed meanwhile."));
        if (pending(device).isPresent()) {
            throw Refusal.conflict(
                    "CALIBRATING", "A calibration of this device is waiting or running already; it will show here.");
        }
        List<Integer> threads = new TreeSet<>(List.of(1, Math.max(1, capabilities.cores())))
                .stream().toList();
        UUID job = UUID.randomUUID();
        JobSpec spec = JobSpec.ofProbes(new ProbeSpec(threads, ProbeSpec.USUAL_SECONDS));
        jobs.enqueue(List.of(new NewJob(job, device, spec, priority)));
        return job;
    }

    /** The calibration that waits or runs on a device. */
    public Optional<UUID> pending(UUID device) {
        return database.first("""
                select id from job where device_id = ? and spec->>'probes' is not null and ended_at is null
                """, row -> Database.uuid(row, "id"), device);
    }

    /**
     * Has devices calibrated that have had nothing to do for a while and never were.
     *
     * @return how many
     */
    public int calibrateIdle() {
        List<UUID> idle = database.list("""
                select d.id from device d
                 where d.approved_at is not null and d.revoked_at is null and d.health in ('UNKNOWN', 'GOOD')
                   and d.last_seen_at > now() - interval '60 seconds' and d.created_at < now() - interval '3 minutes'
                   and not coalesce((d.capabilities->>'emulated')::boolean, false)
                   and not exists (select 1 from calibration c where c.device_id = d.id)
                   and not exists (select 1 from job j where j.device_id = d.id
                                    and (j.ended_at is null or j.ended_at > now() - interval '3 minutes'
                                         or (j.spec->>'probes' is not null and j.created_at > now() - interval '6 hours')))
                """, row -> Database.uuid(row, "id"));
        idle.forEach(device -> enqueue(device, IDLE_PRIORITY));
        return idle.size();
    }

    /** A measurement does not wait for a calibration that nobody asked for. */
    void onJob(@Observes JobChanged change) {
        if (change.state() == RunState.QUEUED) {
            database.list("""
                            select id from job where device_id = ? and id <> ? and priority = ?
                               and spec->>'probes' is not null and ended_at is null and cancel_requested_at is null
                            """, row -> Database.uuid(row, "id"), change.device(), change.job(), IDLE_PRIORITY)
                    .forEach(jobs::cancel);
        }
    }

    void onProbes(@Observes ProbesTimed timed) {
        database.update(
                "insert into calibration (id, device_id, job_id, runtime, report) values (?, ?, ?, ?, ?::jsonb)",
                UUID.randomUUID(),
                timed.device(),
                timed.job(),
                Jsonb.line(timed.report().runtime(), 40),
                Jsonb.of(timed.report()));
    }

    /** The newest calibration of a device. */
    public Optional<StoredCalibration> newest(UUID device) {
        return database.first(
                SELECT + " where c.device_id = ? order by c.measured_at desc limit 1", this::stored, device);
    }

    /** The newest calibration of each device that is not revoked, by the device's name. */
    public List<StoredCalibration> list() {
        return database.list(SELECT + """
                 where d.revoked_at is null and c.measured_at =
                       (select max(n.measured_at) from calibration n where n.device_id = c.device_id)
                 order by lower(d.name)
                """, this::stored);
    }

    /** Fits what was not fitted since the portal started; takes seconds, so it holds no transaction. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public void fit() {
        for (StoredCalibration stored : list()) {
            if (stored.fits().isEmpty() && !fits.containsKey(stored.id())) {
                fits.put(stored.id(), Calibration.all(stored.report()));
            }
        }
    }

    private StoredCalibration stored(ResultSet row) throws SQLException {
        UUID id = Database.uuid(row, "id");
        ProbeReport report = Wire.read(row.getString("report"), ProbeReport.class);
        return new StoredCalibration(
                id,
                Database.uuid(row, "device_id"),
                row.getString("device_name"),
                Database.uuid(row, "job_id"),
                Database.requiredInstant(row, "measured_at"),
                report,
                fits.getOrDefault(id, List.of()));
    }
}
