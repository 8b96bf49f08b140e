package dev.assay.portal.claims;

import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import java.util.List;
import java.util.Map;

/**
 * Claims that fit a filter.
 *
 * @param verdicts how many claims the rest of the filter leaves, by verdict
 * @param types    likewise by type; a claim can be of several
 * @param seeds    likewise by text
 * @param all      claims without any filter, by verdict
 */
public record ClaimList(
        List<ClaimCard> items,
        Map<ClaimVerdict, Long> verdicts,
        Map<ClaimType, Long> types,
        Map<String, Long> seeds,
        Map<ClaimVerdict, Long> all) {}
