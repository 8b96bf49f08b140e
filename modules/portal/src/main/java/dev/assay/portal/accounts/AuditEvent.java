package dev.assay.portal.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Something that happened. The database numbers it and writes the time by its own clock. */
@Entity
@Immutable
class AuditEvent {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "at", insertable = false)
    private @Nullable Instant happenedAt;

    @Column
    private @Nullable UUID accountId;

    @Column
    private String action;

    @Column
    private @Nullable String subject;

    @Column
    private String address;

    @SuppressWarnings("NullAway.Init") // the provider fills it
    protected AuditEvent() {}

    AuditEvent(@Nullable UUID accountId, String action, @Nullable String subject, String address) {
        this.accountId = accountId;
        this.action = action;
        this.subject = subject;
        this.address = address;
    }
}
