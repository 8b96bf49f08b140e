package dev.assay.portal.guidance;

import dev.assay.guidance.decision.DecisionRecord;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored decision.
 *
 * @param account who decided
 * @param follows the decision that this one makes again, or null
 * @param next    the newest decision that makes this one again, or null
 */
public record DecisionView(
        UUID id,
        UUID account,
        Instant decided,
        @Nullable UUID follows,
        @Nullable UUID next,
        DecisionRecord document) {}
