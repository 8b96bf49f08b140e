package dev.assay.portal.devices;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The fleet as people see and steer it. */
@ApplicationScoped
@Transactional
public class Devices {
    /** A device that was not heard of for this long is shown as offline: three polls. */
    public static final Duration ONLINE = Duration.ofSeconds(60);

    private static final Duration LONGEST_TOKEN = Duration.ofHours(1);
    private static final String SELECT = """
            select d.*, d.last_seen_at > now() - interval '60 seconds' as online,
                   (select count(*) from job j where j.device_id = d.id and j.state = 'QUEUED') as waiting,
                   (select j.id from job j where j.device_id = d.id and j.lease_until is not null limit 1) as running
              from device d
            """;

    @Inject
    Database database;

    /** All devices that are not revoked, by name. */
    public List<DeviceView> list() {
        return database.list(SELECT + " where d.revoked_at is null order by lower(d.name)", Devices::view);
    }

    public Optional<DeviceView> find(UUID id) {
        return database.first(SELECT + " where d.id = ?", Devices::view, id);
    }

    /** Finds a device by its name, ignoring case. */
    public Optional<DeviceView> find(String name) {
        return database.first(SELECT + " where lower(d.name) = lower(?) and d.revoked_at is null", Devices::view, name);
    }

    /**
     * Makes an enrolment token.
     *
     * @param by          the administrator
     * @param validFor    at most an hour
     * @param autoApprove whether devices that use it may work at once
     */
    public EnrolmentToken issueEnrolmentToken(UUID by, Duration validFor, int uses, boolean autoApprove) {
        if (uses < 1 || uses > 1000) {
            throw Refusal.invalid("BAD_USES", "An enrolment token serves 1 to 1000 devices; choose a number between.");
        }
        if (validFor.isNegative() || validFor.isZero() || validFor.compareTo(LONGEST_TOKEN) > 0) {
            throw Refusal.invalid(
                    "BAD_VALIDITY", "An enrolment token lives for an hour at most; make a new one later.");
        }
        String token = Secrets.fresh();
        Instant expires = database.first(
                        """
                        insert into enrolment_token (id, token_hash, created_by, expires_at, uses_left, auto_approve)
                        values (?, ?, ?, now() + make_interval(secs => ?), ?, ?) returning expires_at
                        """,
                        row -> Database.requiredInstant(row, "expires_at"),
                        UUID.randomUUID(),
                        Secrets.hash(token),
                        by,
                        (double) validFor.toSeconds(),
                        uses,
                        autoApprove)
                .orElseThrow();
        return new EnrolmentToken(token, expires, uses);
    }

    /** Lets a pending device work. */
    public void approve(UUID device) {
        changed(database.update(
                "update device set approved_at = coalesce(approved_at, now()) where id = ? and revoked_at is null",
                device));
    }

    public void rename(UUID device, String name) {
        String clean = name.strip();
        if (!clean.matches("\\P{Cntrl}{1,80}")) {
            throw Refusal.invalid("BAD_NAME", "A device name has 1 to 80 printable characters.");
        }
        if (find(clean).filter(other -> !other.id().equals(device)).isPresent()) {
            throw Refusal.conflict("NAME_TAKEN", "Another device is called " + clean + "; choose a different name.");
        }
        changed(database.update("update device set name = ? where id = ? and revoked_at is null", clean, device));
    }

    /** Sets the health by hand, with the reason that the page shows; setting GOOD or UNKNOWN forgets past failures. */
    public void setHealth(UUID device, Health health, String reason) {
        changed(database.update(
                "update device set health = ?, health_reason = ?, infra_failures = 0 where id = ? and revoked_at is null",
                health,
                reason.isBlank() ? null : reason.strip(),
                device));
    }

    /** Says which hardware profile of the guidance this device is; null takes that back. */
    public void setProfile(UUID device, @Nullable String profileId) {
        changed(database.update(
                "update device set profile_id = ? where id = ? and revoked_at is null", profileId, device));
    }

    /** Refuses the device from now on: its tokens end at once; jobs it holds go back when their lease ends. */
    public void revoke(UUID device) {
        changed(database.update(
                "update device set revoked_at = now(), health = 'RETIRED' where id = ? and revoked_at is null",
                device));
        database.update("delete from device_token where device_id = ?", device);
    }

    private static void changed(int rows) {
        if (rows == 0) {
            throw Refusal.notFound("There is no such device; it may have been removed meanwhile.");
        }
    }

    private static DeviceView view(ResultSet row) throws SQLException {
        UUID running = row.getObject("running", UUID.class);
        DeviceState state;
        if (row.getObject("revoked_at") != null) {
            state = DeviceState.REVOKED;
        } else if (row.getObject("approved_at") == null) {
            state = DeviceState.PENDING;
        } else if (!row.getBoolean("online")) {
            state = DeviceState.OFFLINE;
        } else {
            state = running == null ? DeviceState.IDLE : DeviceState.RUNNING;
        }
        return new DeviceView(
                Database.uuid(row, "id"),
                row.getString("name"),
                state,
                Health.valueOf(row.getString("health")),
                row.getString("health_reason"),
                Database.instant(row, "last_seen_at"),
                row.getInt("waiting"),
                running,
                Wire.read(row.getString("capabilities"), Capabilities.class),
                row.getString("profile_id"),
                Database.requiredInstant(row, "created_at"));
    }
}
