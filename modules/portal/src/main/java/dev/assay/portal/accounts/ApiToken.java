package dev.assay.portal.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A bearer token of an account; of its secret only the hash is known. */
@Entity
@DynamicUpdate // a request that notes its use must not write back that the token was not revoked yet
class ApiToken {
    /** How exactly the last use is known: fewer writes than requests. */
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    @Id
    private UUID id;

    @Column(updatable = false)
    private UUID accountId;

    @Column(updatable = false)
    private String name;

    @Column(updatable = false)
    private byte[] tokenHash;

    @Column(updatable = false)
    private Instant createdAt;

    @Column(updatable = false)
    private @Nullable Instant expiresAt;

    private @Nullable Instant lastUsedAt;

    private @Nullable Instant revokedAt;

    @SuppressWarnings("NullAway.Init") // the provider fills it
    protected ApiToken() {}

    ApiToken(UUID accountId, String name, byte[] tokenHash, Instant now, @Nullable Duration validFor) {
        this.id = UUID.randomUUID();
        this.accountId = accountId;
        this.name = name;
        this.tokenHash = tokenHash;
        this.createdAt = now;
        this.expiresAt = validFor == null ? null : now.plus(validFor);
    }

    UUID id() {
        return id;
    }

    UUID accountId() {
        return accountId;
    }

    @Nullable
    Instant expiresAt() {
        return expiresAt;
    }

    /** Whether it opens anything: neither revoked nor too old. */
    boolean works(Instant now) {
        return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }

    /** Notes that it was used. */
    void used(Instant now) {
        if (lastUsedAt == null || lastUsedAt.plus(USE_NOTED_EVERY).isBefore(now)) {
            lastUsedAt = now;
        }
    }

    /** Ends it; false when that was done before. */
    boolean revoke(Instant now) {
        if (revokedAt != null) {
            return false;
        }
        revokedAt = now;
        return true;
    }
}
