package dev.assay.portal.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** A choice that an administrator made while the portal ran. */
@Entity
class Setting {
    static final String REGISTRATION = "registration";

    @Id
    private String key;

    private String value;

    @Column
    private Instant changedAt;

    @SuppressWarnings("NullAway.Init") // the provider fills it
    protected Setting() {}

    Setting(String key, String value, Instant now) {
        this.key = key;
        this.value = value;
        this.changedAt = now;
    }

    String value() {
        return value;
    }

    void choose(String chosen, Instant now) {
        if (!value.equals(chosen)) {
            value = chosen;
            changedAt = now;
        }
    }
}
