package dev.assay.guidance;

/** What a measurement says about a claim or a recommendation. */
public enum Verdict {
    CONFIRMED,
    CONTRADICTED,
    /** The data at hand cannot decide. */
    INSUFFICIENT,
    /** Measurement and claim speak of different things. */
    NOT_COMPARABLE,
    /** Better than physics allows: the measurement or the profile is wrong. */
    IMPLAUSIBLE
}
