package dev.assay.portal.accounts;

import dev.assay.portal.DatabaseException;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How somebody becomes an account and proves to be it. There is no account and no password before somebody makes one. */
@ApplicationScoped
@Transactional
public class Accounts {
    /** Name of the account behind the token that {@code assay serve} gives its own user. */
    public static final String LOCAL = "local";

    /** Serializes the making of the first administrator. */
    private static final long FIRST_ADMIN = 0x41535341_59_01L;

    @PersistenceContext(unitName = "assay")
    EntityManager entities;

    @Inject
    InstantSource clock;

    @Inject
    Gatehouse gatehouse;

    @Inject
    Passwords passwords;

    @Inject
    SignInThrottle throttle;

    @Inject
    CurrentAccount current;

    @Inject
    ClientAddress address;

    @Inject
    AuditTrail audit;

    /** An account that may act; empty when it was disabled meanwhile. */
    public Optional<AccountView> find(UUID id) {
        return open(id).map(Account::view);
    }

    /**
     * Changes whenever the password does: a session that was opened with another stamp has ended.
     *
     * @throws Refusal UNAUTHORIZED when there is no such account
     */
    public String stamp(UUID id) {
        return Optional.ofNullable(entities.find(Account.class, id))
                .map(Account::stamp)
                .orElseThrow(Refusal::unauthorized);
    }

    /** The account of a session; empty when it was disabled or got another password since. */
    public Optional<AccountView> find(UUID id, String stamp) {
        return open(id).filter(account -> account.stamp().equals(stamp)).map(Account::view);
    }

    /**
     * Checks name and password.
     *
     * @throws Refusal UNAUTHORIZED, the same for an unknown name, a wrong password and a disabled account; LIMIT after
     *     too many attempts
     */
    @Transactional(dontRollbackOn = Refusal.class)
    public AccountView signIn(String name, String password) {
        throttle.attempt(name, address.get());
        Optional<Account> known = named(name.strip());
        boolean right =
                passwords.matches(password, known.map(Account::passwordHash).orElse(null));
        if (!right || known.isEmpty() || !known.get().open()) {
            audit.record("SIGN_IN_FAILED", known.map(Account::id).orElse(null), null);
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "BAD_CREDENTIALS",
                    "Name and password do not fit together; check both and try again.");
        }
        throttle.succeeded(name);
        audit.record("SIGN_IN", known.get().id(), null);
        return known.get().view();
    }

    /** Whether there is no administrator with a password yet, so that the one-time link still works. */
    public boolean awaitsFirstAdmin() {
        return !administrated();
    }

    /** Whether somebody can sign in as an administrator. */
    boolean administrated() {
        return entities.createQuery("""
                                select count(a) from Account a
                                 where a.role = :admin and a.passwordHash is not null and a.disabledAt is null
                                """, Long.class)
                        .setParameter("admin", Role.ADMIN)
                        .getSingleResult()
                > 0;
    }

    /** Whether a one-time link is good right now. */
    public boolean welcomes(@Nullable String token) {
        String expected = gatehouse.adminToken();
        return expected != null
                && token != null
                && MessageDigest.isEqual(Secrets.hash(expected), Secrets.hash(token))
                && awaitsFirstAdmin();
    }

    /**
     * Makes the first administrator.
     *
     * @throws Refusal FORBIDDEN when the link is wrong or was used
     */
    public AccountView welcome(String token, String name, String password) {
        throttle.attempt(address.get());
        entities.createNativeQuery("select 1 from pg_advisory_xact_lock(:key)", Integer.class)
                .setParameter("key", FIRST_ADMIN)
                .getSingleResult();
        if (!welcomes(token)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "LINK_USED",
                    "This link does not work any more: it is good once, until there is an administrator. Sign in instead,"
                            + " or take the link of the newest start of the portal.");
        }
        AccountView admin = create(name, password, Role.ADMIN).view();
        audit.record("FIRST_ADMIN", admin.id(), admin.name());
        return admin;
    }

    /** How people get an account now: what an administrator chose, else what the environment says. */
    public Registration registration() {
        return Optional.ofNullable(entities.find(Setting.class, Setting.REGISTRATION))
                .map(setting -> Registration.parse(setting.value()))
                .orElse(gatehouse.registration());
    }

    /** Makes a member, where registration is open. */
    public AccountView register(String name, String password) {
        throttle.attempt(address.get());
        if (registration() != Registration.OPEN) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "INVITATION_NEEDED",
                    "This portal takes new members by invitation; ask an administrator for a link.");
        }
        AccountView member = create(name, password, Role.MEMBER).view();
        audit.record("REGISTERED", member.id(), member.name());
        return member;
    }

    /** The role that an invitation gives; empty when it is unknown, used or too old. */
    public Optional<Role> invited(@Nullable String token) {
        if (token == null || token.isBlank()) {
            return Optional.empty();
        }
        return invitation(token, LockModeType.NONE)
                .filter(invitation -> invitation.open(clock.instant()))
                .map(Invitation::role);
    }

    /**
     * Makes the account that an invitation offers; the link works once.
     *
     * @throws Refusal FORBIDDEN when it is unknown, used or too old
     */
    public AccountView accept(String token, String name, String password) {
        throttle.attempt(address.get());
        Invitation invitation =
                invitation(token, LockModeType.PESSIMISTIC_WRITE).orElseThrow(Invitation::gone);
        Instant now = clock.instant();
        if (!invitation.open(now)) {
            throw Invitation.gone();
        }
        Account member = create(name, password, invitation.role());
        invitation.accept(member, now);
        audit.record("INVITATION_ACCEPTED", member.id(), member.name());
        return member.view();
    }

    /** Changes the password of whoever is signed in. */
    public void changePassword(String old, String fresh) {
        UUID id = current.require(Role.READER);
        Account account = entities.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (account == null) {
            throw Refusal.unauthorized();
        }
        throttle.attempt(account.name(), address.get());
        if (!passwords.matches(old, account.passwordHash())) {
            throw Refusal.invalid("WRONG_PASSWORD", "The old password is not right; nothing was changed.");
        }
        throttle.succeeded(account.name());
        account.takePassword(passwords.hashed(account.name(), fresh));
        audit.record("PASSWORD_CHANGED", id, null);
    }

    /** The account behind the token of the user who started the portal; it is made when it is first needed. */
    @Transactional(TxType.REQUIRED)
    Optional<AccountView> local(byte[] tokenHash) {
        String token = gatehouse.localToken();
        if (token == null || !MessageDigest.isEqual(Secrets.hash(token), tokenHash)) {
            return Optional.empty();
        }
        Optional<Account> known = named(LOCAL);
        if (known.isEmpty()) {
            // The first requests of the command come together: one of them makes it.
            entities.createNativeQuery(
                            "insert into account (id, name, role) values (:id, :name, :role) on conflict do nothing")
                    .setParameter("id", UUID.randomUUID())
                    .setParameter("name", LOCAL)
                    .setParameter("role", Role.AUTHOR.name())
                    .executeUpdate();
            known = named(LOCAL);
        }
        return known.filter(Account::open).map(Account::view);
    }

    private Account create(String name, String password, Role role) {
        String clean = Normalizer.normalize(name, Normalizer.Form.NFC).strip();
        if (!clean.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@+-]{1,59}")) {
            throw Refusal.invalid(
                    "BAD_NAME",
                    "A name has 2 to 60 letters, digits, spaces or . _ @ + - and begins with a letter or digit.");
        }
        String hash = passwords.hashed(clean, password);
        if (clean.equalsIgnoreCase(LOCAL) || named(clean).isPresent()) {
            throw nameTaken(null);
        }
        Account account = new Account(clean, hash, role, clock.instant());
        entities.persist(account);
        try {
            // Now, because rows of others refer to it, and to hear of somebody who took the name meanwhile.
            entities.flush();
        } catch (PersistenceException e) {
            if (DatabaseException.duplicate(e)) {
                throw nameTaken(e);
            }
            throw e;
        }
        return account;
    }

    private static Refusal nameTaken(@Nullable Throwable cause) {
        return new Refusal(Refusal.Kind.CONFLICT, "NAME_TAKEN", "This name is taken; choose another one.", cause);
    }

    private Optional<Account> open(UUID id) {
        return Optional.ofNullable(entities.find(Account.class, id)).filter(Account::open);
    }

    private Optional<Account> named(String name) {
        return entities
                .createQuery("select a from Account a where lower(a.name) = lower(:name)", Account.class)
                .setParameter("name", name)
                .getResultList()
                .stream()
                .findFirst();
    }

    private Optional<Invitation> invitation(String token, LockModeType lock) {
        return entities
                .createQuery("select i from Invitation i where i.tokenHash = :hash", Invitation.class)
                .setParameter("hash", Secrets.hash(token))
                .setLockMode(lock)
                .getResultList()
                .stream()
                .findFirst();
    }
}
