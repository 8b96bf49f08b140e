package dev.assay.portal.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An API token without its secret, which nobody knows but its owner. */
public record ApiTokenView(
        UUID id,
        String name,
        Instant created,
        @Nullable Instant lastUsed,
        @Nullable Instant expires) {}
