package dev.assay.portal.accounts;

import dev.assay.portal.Refusal;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A link that makes one account; of its secret only the hash is known. */
@Entity
@DynamicUpdate
class Invitation {
    @Id
    private UUID id;

    @Column(updatable = false)
    private byte[] tokenHash;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    private Role role;

    @Column(updatable = false)
    private UUID createdBy;

    @Column(updatable = false)
    private Instant createdAt;

    @Column(updatable = false)
    private Instant expiresAt;

    @Column
    private @Nullable Instant usedAt;

    @Column
    private @Nullable UUID usedBy;

    @SuppressWarnings("NullAway.Init") // the provider fills it
    protected Invitation() {}

    Invitation(byte[] tokenHash, Role role, UUID createdBy, Instant now, Duration validFor) {
        this.id = UUID.randomUUID();
        this.tokenHash = tokenHash;
        this.role = role;
        this.createdBy = createdBy;
        this.createdAt = now;
        this.expiresAt = now.plus(validFor);
    }

    UUID id() {
        return id;
    }

    Role role() {
        return role;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    boolean used() {
        return usedBy != null;
    }

    /** Whether somebody may still become an account by it. */
    boolean open(Instant now) {
        return !used() && expiresAt.isAfter(now);
    }

    /**
     * Becomes the account that it offered.
     *
     * @throws Refusal FORBIDDEN when it was used or is too old
     */
    void accept(Account account, Instant now) {
        if (!open(now)) {
            throw gone();
        }
        usedBy = account.id();
        usedAt = now;
    }

    /** The refusal for an invitation that does not work (any more). */
    static Refusal gone() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "INVITATION_USED",
                "This invitation was used or is too old; ask the administrator for a new one.");
    }
}
