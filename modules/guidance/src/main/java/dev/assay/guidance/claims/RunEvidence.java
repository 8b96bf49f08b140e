package dev.assay.guidance.claims;

import org.jspecify.annotations.Nullable;

/**
 * What one run says about a claim.
 *
 * @param claim       id of the claim
 * @param part        key of its part, or empty
 * @param runId       the run
 * @param baselineId  the run that it was held against, or null
 * @param ratio       measured figure, in the words of the claim; null when there is none
 * @param low         lower end of its 95 % interval
 * @param high        upper end
 * @param verdict     of this run alone
 * @param sentence    what was found
 * @param wouldDecide what would decide it; null when it is decided
 */
public record RunEvidence(
        String claim,
        String part,
        String runId,
        @Nullable String baselineId,
        @Nullable Double ratio,
        @Nullable Double low,
        @Nullable Double high,
        ClaimVerdict verdict,
        String sentence,
        @Nullable String wouldDecide) {

    /** Whether it speaks for or against the claim. */
    public boolean decisive() {
        return verdict == ClaimVerdict.CONFIRMED || verdict == ClaimVerdict.CONTRADICTED;
    }
}
