package dev.assay.guidance.claims;

import java.util.Locale;

/** What the evidence says about a claim. */
public enum ClaimVerdict {
    /** The figures, recomputed or measured, agree within the margin. */
    CONFIRMED,
    /** They do not. */
    CONTRADICTED,
    /** Two quantities of different units, sparsities or boundaries are treated as one. */
    MIXED_UNITS,
    /** It was true once. */
    STALE,
    /** Nothing was found that decides it. */
    UNVERIFIED,
    /** There is evidence, but too little to decide. */
    INSUFFICIENT,
    /** Evidence and claim speak of different things. */
    NOT_COMPARABLE,
    /** No machine of the stated kind could do it. */
    IMPLAUSIBLE;

    /** As a reader sees it: {@code mixed units}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
