package dev.assay.portal.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An invitation in the list of an administrator; {@code usedBy} is the name of the account it became, else null. */
public record InvitationView(
        UUID id,
        Role role,
        Instant created,
        Instant expires,
        @Nullable String usedBy) {}
