package dev.assay.portal.accounts;

import java.time.Instant;
import java.util.UUID;

/** A new invitation; this is the only time that {@code token} is shown. It belongs into {@code /register?token=}. */
public record NewInvitation(UUID id, String token, Role role, Instant expires) {}
