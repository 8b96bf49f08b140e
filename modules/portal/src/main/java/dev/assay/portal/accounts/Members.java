package dev.assay.portal.accounts;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What an administrator decides about people: who is invited, who may what, how accounts come about. */
@ApplicationScoped
@Transactional
public class Members {
    private static final Duration LONGEST_INVITATION = Duration.ofDays(30);

    @Inject
    Database database;

    @Inject
    CurrentAccount current;

    @Inject
    AuditTrail audit;

    /** All accounts, by name. */
    public List<AccountView> list() {
        current.require(Role.ADMIN);
        return database.list("select " + Accounts.COLUMNS + " from account order by lower(name)", Accounts::view);
    }

    /** Makes a link for one person. */
    public NewInvitation invite(Role role, Duration validFor) {
        UUID admin = current.require(Role.ADMIN);
        if (validFor.isNegative() || validFor.isZero() || validFor.compareTo(LONGEST_INVITATION) > 0) {
            throw Refusal.invalid("BAD_VALIDITY", "An invitation lives for 30 days at most; make a new one later.");
        }
        String token = Secrets.fresh();
        NewInvitation made = database.first(
                        """
                        insert into invitation (id, token_hash, role, created_by, expires_at)
                        values (?, ?, ?, ?, now() + make_interval(secs => ?)) returning id, expires_at
                        """,
                        row -> new NewInvitation(
                                Database.uuid(row, "id"), token, role, Database.requiredInstant(row, "expires_at")),
                        UUID.randomUUID(),
                        Secrets.hash(token),
                        role,
                        admin,
                        (double) validFor.toSeconds())
                .orElseThrow();
        audit.record("INVITED", admin, role.name());
        return made;
    }

    /** The newest hundred invitations. */
    public List<Invitation> invitations() {
        current.require(Role.ADMIN);
        return database.list(
                """
                select i.id, i.role, i.created_at, i.expires_at, a.name as used_by
                  from invitation i left join account a on a.id = i.used_by order by i.created_at desc limit 100
                """,
                row -> new Invitation(
                        Database.uuid(row, "id"),
                        Role.valueOf(row.getString("role")),
                        Database.requiredInstant(row, "created_at"),
                        Database.requiredInstant(row, "expires_at"),
                        row.getString("used_by")));
    }

    /** Takes back an invitation that nobody used. */
    public void withdraw(UUID invitation) {
        UUID admin = current.require(Role.ADMIN);
        if (database.update("delete from invitation where id = ? and used_at is null", invitation) == 0) {
            throw Refusal.notFound("There is no such open invitation; it may have been used meanwhile.");
        }
        audit.record("INVITATION_WITHDRAWN", admin, invitation.toString());
    }

    /** Gives an account another role; the last administrator keeps theirs. */
    public void setRole(UUID account, Role role) {
        UUID admin = current.require(Role.ADMIN);
        lockAdministrators();
        changed(database.update("update account set role = ? where id = ?", role, account));
        keepAnAdministrator();
        audit.record("ROLE_" + role, admin, account.toString());
    }

    /** Closes an account: its sessions and tokens end at once. What it made stays. */
    public void disable(UUID account) {
        UUID admin = current.require(Role.ADMIN);
        lockAdministrators();
        changed(database.update("update account set disabled_at = coalesce(disabled_at, now()) where id = ?", account));
        keepAnAdministrator();
        audit.record("DISABLED", admin, account.toString());
    }

    /** Opens a closed account again. */
    public void enable(UUID account) {
        UUID admin = current.require(Role.ADMIN);
        changed(database.update("update account set disabled_at = null where id = ?", account));
        audit.record("ENABLED", admin, account.toString());
    }

    /** Chooses how people get an account. */
    public void setRegistration(Registration registration) {
        UUID admin = current.require(Role.ADMIN);
        database.update("""
                insert into setting (key, value) values ('registration', ?)
                    on conflict (key) do update set value = excluded.value, changed_at = now()
                """, registration.name().toLowerCase(Locale.ROOT));
        audit.record("REGISTRATION_" + registration, admin, null);
    }

    private void lockAdministrators() {
        database.list("select id from account where role = 'ADMIN' order by id for update", row -> 0);
    }

    private void keepAnAdministrator() {
        boolean left = database.first(
                        "select 1 from account where role = 'ADMIN' and password_hash is not null and disabled_at is null",
                        row -> row.getInt(1))
                .isPresent();
        if (!left) {
            throw Refusal.conflict(
                    "LAST_ADMIN",
                    "This is the last administrator; nothing was changed. Make somebody else an administrator first.");
        }
    }

    private static void changed(int rows) {
        if (rows == 0) {
            throw Refusal.notFound("There is no such account.");
        }
    }
}
