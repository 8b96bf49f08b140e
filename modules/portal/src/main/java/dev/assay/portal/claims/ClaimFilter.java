package dev.assay.portal.claims;

import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import org.jspecify.annotations.Nullable;

/**
 * Which claims to show; null leaves a field open.
 *
 * @param seed {@code 000} to {@code 004} or {@code web}
 * @param text words that all occur in id, title, what is said or what was found
 */
public record ClaimFilter(
        @Nullable ClaimVerdict verdict,
        @Nullable ClaimType type,
        @Nullable String seed,
        @Nullable String text) {
    /** Every claim. */
    public static final ClaimFilter ALL = new ClaimFilter(null, null, null, null);
}
