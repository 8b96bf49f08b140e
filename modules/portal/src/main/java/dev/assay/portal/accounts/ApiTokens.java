package dev.assay.portal.accounts;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bearer tokens for REST and the command line, each made and revoked by its owner. */
@ApplicationScoped
@Transactional
public class ApiTokens {
    private static final int MOST = 50;
    private static final Duration LONGEST = Duration.ofDays(366);

    @Inject
    Database database;

    @Inject
    CurrentAccount current;

    @Inject
    Accounts accounts;

    @Inject
    AuditTrail audit;

    /**
     * Makes a token for whoever is signed in.
     *
     * @param name     what it is for
     * @param validFor null for one without an end
     */
    public NewApiToken issue(String name, @Nullable Duration validFor) {
        UUID owner = current.require(Role.MEMBER);
        String clean = name.strip();
        if (!clean.matches("\\P{Cntrl}{1,80}")) {
            throw Refusal.invalid(
                    "BAD_NAME", "A token needs a name of 1 to 80 printable characters; say what it is for.");
        }
        if (validFor != null && (validFor.isNegative() || validFor.isZero() || validFor.compareTo(LONGEST) > 0)) {
            throw Refusal.invalid("BAD_VALIDITY", "A token with an end lives for one second to 366 days.");
        }
        if (list().size() >= MOST) {
            throw new Refusal(
                    Refusal.Kind.LIMIT, "TOO_MANY_TOKENS", "You have " + MOST + " tokens; revoke one you do not use.");
        }
        String token = "assay_" + Secrets.fresh();
        NewApiToken made = database.first(
                        """
                        insert into api_token (id, account_id, name, token_hash, expires_at)
                        values (?, ?, ?, ?, now() + make_interval(secs => ?)) returning id, expires_at
                        """,
                        row -> new NewApiToken(
                                Database.uuid(row, "id"), clean, token, Database.instant(row, "expires_at")),
                        UUID.randomUUID(),
                        owner,
                        clean,
                        Secrets.hash(token),
                        validFor == null ? null : (Double) (double) validFor.toSeconds())
                .orElseThrow();
        audit.record("TOKEN_ISSUED", owner, clean);
        return made;
    }

    /** The tokens of whoever is signed in, newest first; revoked and expired ones are left out. */
    public List<ApiToken> list() {
        return database.list(
                """
                select id, name, created_at, last_used_at, expires_at from api_token
                 where account_id = ? and revoked_at is null and (expires_at is null or expires_at > now())
                 order by created_at desc
                """,
                row -> new ApiToken(
                        Database.uuid(row, "id"),
                        row.getString("name"),
                        Database.requiredInstant(row, "created_at"),
                        Database.instant(row, "last_used_at"),
                        Database.instant(row, "expires_at")),
                current.require(Role.READER));
    }

    /** Ends a token of whoever is signed in; somebody else's does not exist for them. */
    public void revoke(UUID token) {
        UUID owner = current.require(Role.READER);
        int rows = database.update(
                "update api_token set revoked_at = now() where id = ? and account_id = ? and revoked_at is null",
                token,
                owner);
        if (rows == 0) {
            throw Refusal.notFound("You have no such token; it may have been revoked already.");
        }
        audit.record("TOKEN_REVOKED", owner, token.toString());
    }

    /** Whose token this is; empty when it is unknown, expired, revoked or its account disabled. */
    public Optional<AccountView> owner(String secret) {
        byte[] hash = Secrets.hash(secret);
        record Used(UUID account, boolean stale) {}
        Optional<Used> used =
                database.first("""
                select account_id, last_used_at is null or last_used_at < now() - interval '1 minute' as stale
                  from api_token where token_hash = ? and revoked_at is null and (expires_at is null or expires_at > now())
                """, row -> new Used(Database.uuid(row, "account_id"), row.getBoolean("stale")), hash);
        if (used.isEmpty()) {
            return accounts.local(hash);
        }
        if (used.get().stale()) {
            database.update("update api_token set last_used_at = now() where token_hash = ?", hash);
        }
        return accounts.find(used.get().account());
    }
}
