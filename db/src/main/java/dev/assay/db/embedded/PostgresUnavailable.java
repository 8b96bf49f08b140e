package dev.assay.db.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used; the message says why, that its rows are untouched, and what to do. */
public final class PostgresUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PostgresUnavailable(String message) {
        this(message, null);
    }

    PostgresUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
