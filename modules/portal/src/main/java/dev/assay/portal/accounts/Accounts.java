package dev.assay.portal.accounts;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How somebody becomes an account and proves to be it. There is no account and no password before somebody makes one. */
@ApplicationScoped
@Transactional
public class Accounts {
    /** Name of the account behind the token that {@code assay serve} gives its own user. */
    public static final String LOCAL = "local";

    static final String COLUMNS = "id, name, role, password_hash is not null as password, disabled_at, created_at";

    private static final String STAMP = "encode(sha256(convert_to(coalesce(password_hash, ''), 'UTF8')), 'hex')";

    /** Serializes the making of the first administrator. */
    private static final long FIRST_ADMIN = 0x41535341_59_01L;

    @Inject
    Database database;

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

    private record Stored(AccountView account, @Nullable String hash) {}

    /** An account that may act; empty when it was disabled meanwhile. */
    public Optional<AccountView> find(UUID id) {
        return database.first(
                "select " + COLUMNS + " from account where id = ? and disabled_at is null", Accounts::view, id);
    }

    /**
     * Changes whenever the password does: a session that was opened with another stamp has ended.
     *
     * @throws Refusal UNAUTHORIZED when there is no such account
     */
    public String stamp(UUID id) {
        return database.first(
                        "select " + STAMP + " as stamp from account where id = ?", row -> row.getString("stamp"), id)
                .orElseThrow(Refusal::unauthorized);
    }

    /** The account of a session; empty when it was disabled or got another password since. */
    public Optional<AccountView> find(UUID id, String stamp) {
        return database.first(
                "select " + COLUMNS + " from account where id = ? and disabled_at is null and " + STAMP + " = ?",
                Accounts::view,
                id,
                stamp);
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
        Optional<Stored> stored = database.first(
                "select " + COLUMNS + ", password_hash from account where lower(name) = lower(?)",
                row -> new Stored(view(row), row.getString("password_hash")),
                name.strip());
        boolean right = passwords.matches(password, stored.map(Stored::hash).orElse(null));
        if (!right || stored.isEmpty() || stored.get().account().disabled()) {
            audit.record("SIGN_IN_FAILED", stored.map(s -> s.account().id()).orElse(null), null);
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "BAD_CREDENTIALS",
                    "Name and password do not fit together; check both and try again.");
        }
        throttle.succeeded(name);
        audit.record("SIGN_IN", stored.get().account().id(), null);
        return stored.get().account();
    }

    /** Whether there is no administrator with a password yet, so that the one-time link still works. */
    public boolean awaitsFirstAdmin() {
        return database.first(
                        "select 1 from account where role = 'ADMIN' and password_hash is not null and disabled_at is null",
                        row -> row.getInt(1))
                .isEmpty();
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
        database.first("select pg_advisory_xact_lock(?)", row -> 0, FIRST_ADMIN);
        if (!welcomes(token)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "LINK_USED",
                    "This link does not work any more: it is good once, until there is an administrator. Sign in instead,"
                            + " or take the link of the newest start of the portal.");
        }
        AccountView admin = create(name, password, Role.ADMIN);
        audit.record("FIRST_ADMIN", admin.id(), admin.name());
        return admin;
    }

    /** How people get an account now: what an administrator chose, else what the environment says. */
    public Registration registration() {
        return database.first("select value from setting where key = 'registration'", row -> row.getString("value"))
                .map(Registration::parse)
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
        AccountView member = create(name, password, Role.MEMBER);
        audit.record("REGISTERED", member.id(), member.name());
        return member;
    }

    /** The role that an invitation gives; empty when it is unknown, used or too old. */
    public Optional<Role> invited(@Nullable String token) {
        if (token == null || token.isBlank()) {
            return Optional.empty();
        }
        return database.first(
                "select role from invitation where token_hash = ? and used_at is null and expires_at > now()",
                row -> Role.valueOf(row.getString("role")),
                Secrets.hash(token));
    }

    /**
     * Makes the account that an invitation offers; the link works once.
     *
     * @throws Refusal FORBIDDEN when it is unknown, used or too old
     */
    public AccountView accept(String token, String name, String password) {
        throttle.attempt(address.get());
        record Offer(UUID id, Role role) {}
        Offer offer = database.first(
                        """
                        select id, role from invitation
                         where token_hash = ? and used_at is null and expires_at > now() for update
                        """,
                        row -> new Offer(Database.uuid(row, "id"), Role.valueOf(row.getString("role"))),
                        Secrets.hash(token))
                .orElseThrow(() -> new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "INVITATION_USED",
                        "This invitation was used or is too old; ask the administrator for a new one."));
        AccountView member = create(name, password, offer.role());
        database.update("update invitation set used_at = now(), used_by = ? where id = ?", member.id(), offer.id());
        audit.record("INVITATION_ACCEPTED", member.id(), member.name());
        return member;
    }

    /** Changes the password of whoever is signed in. */
    public void changePassword(String old, String fresh) {
        UUID id = current.require(Role.READER);
        Stored stored = database.first(
                        "select " + COLUMNS + ", password_hash from account where id = ? for update",
                        row -> new Stored(view(row), row.getString("password_hash")),
                        id)
                .orElseThrow(Refusal::unauthorized);
        throttle.attempt(stored.account().name(), address.get());
        if (!passwords.matches(old, stored.hash())) {
            throw Refusal.invalid("WRONG_PASSWORD", "The old password is not right; nothing was changed.");
        }
        throttle.succeeded(stored.account().name());
        database.update(
                "update account set password_hash = ? where id = ?",
                passwords.hashed(stored.account().name(), fresh),
                id);
        audit.record("PASSWORD_CHANGED", id, null);
    }

    /** The account behind the token of the user who started the portal; it is made when it is first needed. */
    @Transactional(TxType.REQUIRED)
    Optional<AccountView> local(byte[] tokenHash) {
        String token = gatehouse.localToken();
        if (token == null || !MessageDigest.isEqual(Secrets.hash(token), tokenHash)) {
            return Optional.empty();
        }
        database.update(
                "insert into account (id, name, role) values (?, ?, ?) on conflict do nothing",
                UUID.randomUUID(),
                LOCAL,
                Role.AUTHOR);
        return database.first(
                "select " + COLUMNS + " from account where lower(name) = ? and disabled_at is null",
                Accounts::view,
                LOCAL);
    }

    private AccountView create(String name, String password, Role role) {
        String clean = Normalizer.normalize(name, Normalizer.Form.NFC).strip();
        if (!clean.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@+-]{1,59}")) {
            throw Refusal.invalid(
                    "BAD_NAME",
                    "A name has 2 to 60 letters, digits, spaces or . _ @ + - and begins with a letter or digit.");
        }
        String hash = passwords.hashed(clean, password);
        return database.first(
                        "insert into account (id, name, password_hash, role) select ?, ?, ?, ? where lower(?) <> '"
                                + LOCAL + "' on conflict do nothing returning " + COLUMNS,
                        Accounts::view,
                        UUID.randomUUID(),
                        clean,
                        hash,
                        role,
                        clean)
                .orElseThrow(() -> Refusal.conflict("NAME_TAKEN", "This name is taken; choose another one."));
    }

    static AccountView view(java.sql.ResultSet row) throws java.sql.SQLException {
        return new AccountView(
                Database.uuid(row, "id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getBoolean("password"),
                row.getObject("disabled_at") != null,
                Database.requiredInstant(row, "created_at"));
    }
}
