package dev.assay.portal.accounts;

import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What an administrator decides about people: who is invited, who may what, how accounts come about. */
@ApplicationScoped
@Transactional
public class Members {
    private static final Duration LONGEST_INVITATION = Duration.ofDays(30);

    @PersistenceContext(unitName = "assay")
    EntityManager entities;

    @Inject
    InstantSource clock;

    @Inject
    Accounts accounts;

    @Inject
    CurrentAccount current;

    @Inject
    AuditTrail audit;

    /** All accounts, by name. */
    public List<AccountView> list() {
        current.require(Role.ADMIN);
        return entities.createQuery("""
                        select new dev.assay.portal.accounts.AccountView(
                                   a.id, a.name, a.role,
                                   case when a.passwordHash is null then false else true end,
                                   case when a.disabledAt is null then false else true end, a.createdAt)
                          from Account a order by lower(a.name)
                        """, AccountView.class).getResultList();
    }

    /** Makes a link for one person. */
    public NewInvitation invite(Role role, Duration validFor) {
        UUID admin = current.require(Role.ADMIN);
        if (validFor.isNegative() || validFor.isZero() || validFor.compareTo(LONGEST_INVITATION) > 0) {
            throw Refusal.invalid("BAD_VALIDITY", "An invitation lives for 30 days at most; make a new one later.");
        }
        String secret = Secrets.fresh();
        Invitation made = new Invitation(Secrets.hash(secret), role, admin, clock.instant(), validFor);
        entities.persist(made);
        audit.record("INVITED", admin, role.name());
        return new NewInvitation(made.id(), secret, role, made.expiresAt());
    }

    /** The newest hundred invitations. */
    public List<InvitationView> invitations() {
        current.require(Role.ADMIN);
        return entities.createQuery("""
                        select new dev.assay.portal.accounts.InvitationView(
                                   i.id, i.role, i.createdAt, i.expiresAt, a.name)
                          from Invitation i left join Account a on a.id = i.usedBy order by i.createdAt desc
                        """, InvitationView.class)
                .setMaxResults(100)
                .getResultList();
    }

    /** Takes back an invitation that nobody used. */
    public void withdraw(UUID invitation) {
        UUID admin = current.require(Role.ADMIN);
        Invitation open = entities.find(Invitation.class, invitation, LockModeType.PESSIMISTIC_WRITE);
        if (open == null || open.used()) {
            throw Refusal.notFound("There is no such open invitation; it may have been used meanwhile.");
        }
        entities.remove(open);
        audit.record("INVITATION_WITHDRAWN", admin, invitation.toString());
    }

    /** Gives an account another role; the last administrator keeps theirs. */
    public void setRole(UUID account, Role role) {
        UUID admin = current.require(Role.ADMIN);
        lockAdministrators();
        change(account).take(role);
        keepAnAdministrator();
        audit.record("ROLE_" + role, admin, account.toString());
    }

    /** Closes an account: its sessions and tokens end at once. What it made stays. */
    public void disable(UUID account) {
        UUID admin = current.require(Role.ADMIN);
        lockAdministrators();
        change(account).close(clock.instant());
        keepAnAdministrator();
        audit.record("DISABLED", admin, account.toString());
    }

    /** Opens a closed account again. */
    public void enable(UUID account) {
        UUID admin = current.require(Role.ADMIN);
        change(account).reopen();
        audit.record("ENABLED", admin, account.toString());
    }

    /** Chooses how people get an account. */
    public void setRegistration(Registration registration) {
        UUID admin = current.require(Role.ADMIN);
        lockAdministrators();
        String chosen = registration.name().toLowerCase(Locale.ROOT);
        Instant now = clock.instant();
        Setting setting = entities.find(Setting.class, Setting.REGISTRATION);
        if (setting == null) {
            entities.persist(new Setting(Setting.REGISTRATION, chosen, now));
        } else {
            setting.choose(chosen, now);
        }
        audit.record("REGISTRATION_" + registration, admin, null);
    }

    /** Serializes what administrators decide about each other. */
    private void lockAdministrators() {
        entities.createQuery("select a from Account a where a.role = :admin order by a.id", Account.class)
                .setParameter("admin", Role.ADMIN)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    private void keepAnAdministrator() {
        if (!accounts.administrated()) {
            throw Refusal.conflict(
                    "LAST_ADMIN",
                    "This is the last administrator; nothing was changed. Make somebody else an administrator first.");
        }
    }

    private Account change(UUID id) {
        Account account = entities.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (account == null) {
            throw Refusal.notFound("There is no such account.");
        }
        return account;
    }
}
