package dev.assay.portal.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A new API token; this is the only time that {@code token} is shown. */
public record NewApiToken(
        UUID id, String name, String token, @Nullable Instant expires) {}
