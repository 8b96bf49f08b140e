package dev.assay.portal.accounts;

import dev.assay.portal.Secrets;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A person, or the account of the user who started the portal. It is never deleted: what it made refers to it. */
@Entity
@DynamicUpdate // a new role and a new password that are written at once must both stay
class Account {
    @Id
    private UUID id;

    @Column(updatable = false)
    private String name;

    private @Nullable String passwordHash;

    @Enumerated(EnumType.STRING)
    private Role role;

    @Column(updatable = false)
    private Instant createdAt;

    private @Nullable Instant disabledAt;

    @SuppressWarnings("NullAway.Init") // the provider fills it
    protected Account() {}

    Account(String name, String passwordHash, Role role, Instant now) {
        this.id = UUID.randomUUID();
        this.name = name;
        this.passwordHash = passwordHash;
        this.role = role;
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    /** What a password is checked against; null when this account cannot sign in with one. */
    @Nullable
    String passwordHash() {
        return passwordHash;
    }

    boolean open() {
        return disabledAt == null;
    }

    /** Changes whenever the password does. */
    String stamp() {
        return HexFormat.of().formatHex(Secrets.hash(passwordHash == null ? "" : passwordHash));
    }

    void takePassword(String hash) {
        this.passwordHash = hash;
    }

    void take(Role given) {
        this.role = given;
    }

    /** Closes it; one that is closed keeps the time at which it was. */
    void close(Instant now) {
        if (disabledAt == null) {
            disabledAt = now;
        }
    }

    void reopen() {
        disabledAt = null;
    }

    AccountView view() {
        return new AccountView(id, name, role, passwordHash != null, !open(), createdAt);
    }
}
