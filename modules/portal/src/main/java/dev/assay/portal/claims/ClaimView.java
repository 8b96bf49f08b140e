package dev.assay.portal.claims;

import dev.assay.guidance.claims.Assessment;
import dev.assay.guidance.claims.ClaimVerdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claim with all that is known of it.
 *
 * @param card       as it stands
 * @param assessment what arithmetic and sources say, the arithmetic done anew
 * @param evidence   from runs, the newest first; at most as many as were asked for
 * @param history    changes of its verdict, the newest first
 * @param followers  how many accounts follow it
 */
public record ClaimView(
        ClaimCard card, Assessment assessment, List<EvidenceView> evidence, List<Change> history, int followers) {

    /** What one run says. */
    public record EvidenceView(
            String part,
            UUID run,
            UUID experiment,
            String model,
            String scheme,
            String device,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high,
            ClaimVerdict verdict,
            String sentence,
            @Nullable String wouldDecide,
            Instant at) {}

    /** A verdict that changed, with the run that brought it. */
    public record Change(
            String claim,
            String part,
            ClaimVerdict previous,
            ClaimVerdict verdict,
            @Nullable UUID run,
            @Nullable UUID experiment,
            String device,
            String sentence,
            Instant at) {}
}
