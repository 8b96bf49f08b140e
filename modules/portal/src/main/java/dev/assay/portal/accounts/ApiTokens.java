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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bearer tokens for REST and the command line, each made and revoked by its owner. */
@ApplicationScoped
@Transactional
public class ApiTokens {
    private static final int MOST = 50;
    private static final Duration LONGEST = Duration.ofDays(366);

    @PersistenceContext(unitName = "assay")
    EntityManager entities;

    @Inject
    InstantSource clock;

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
        String secret = "assay_" + Secrets.fresh();
        ApiToken token = new ApiToken(owner, clean, Secrets.hash(secret), clock.instant(), validFor);
        entities.persist(token);
        audit.record("TOKEN_ISSUED", owner, clean);
        return new NewApiToken(token.id(), clean, secret, token.expiresAt());
    }

    /** The tokens of whoever is signed in, newest first; revoked and expired ones are left out. */
    public List<ApiTokenView> list() {
        return entities.createQuery("""
                        select new dev.assay.portal.accounts.ApiTokenView(
                                   t.id, t.name, t.createdAt, t.lastUsedAt, t.expiresAt)
                          from ApiToken t
                         where t.accountId = :owner and t.revokedAt is null
                           and (t.expiresAt is null or t.expiresAt > :now)
                         order by t.createdAt desc
                        """, ApiTokenView.class)
                .setParameter("owner", current.require(Role.READER))
                .setParameter("now", clock.instant())
                .getResultList();
    }

    /** Ends a token of whoever is signed in; somebody else's does not exist for them. */
    public void revoke(UUID token) {
        UUID owner = current.require(Role.READER);
        ApiToken known = entities.find(ApiToken.class, token, LockModeType.PESSIMISTIC_WRITE);
        if (known == null || !known.accountId().equals(owner) || !known.revoke(clock.instant())) {
            throw Refusal.notFound("You have no such token; it may have been revoked already.");
        }
        audit.record("TOKEN_REVOKED", owner, token.toString());
    }

    /** Whose token this is; empty when it is unknown, expired, revoked or its account disabled. */
    public Optional<AccountView> owner(String secret) {
        byte[] hash = Secrets.hash(secret);
        Instant now = clock.instant();
        Optional<ApiToken> known = entities
                .createQuery("select t from ApiToken t where t.tokenHash = :hash", ApiToken.class)
                .setParameter("hash", hash)
                .getResultList()
                .stream()
                .findFirst();
        if (known.isEmpty()) {
            return accounts.local(hash);
        }
        ApiToken token = known.get();
        if (!token.works(now)) {
            return Optional.empty();
        }
        token.used(now);
        return accounts.find(token.accountId());
    }
}
