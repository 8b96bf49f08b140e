package dev.assay.portal.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to accounts, tokens or settings.
 *
 * @param account name of who did it, or null when nobody was signed in
 * @param action  such as {@code SIGN_IN}, {@code TOKEN_ISSUED}
 * @param subject what it was done to, or null
 */
public record AuditEntry(
        long id,
        Instant at,
        @Nullable String account,
        String action,
        @Nullable String subject,
        @Nullable String address) {}
