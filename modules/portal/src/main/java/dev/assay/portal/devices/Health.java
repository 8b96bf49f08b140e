package dev.assay.portal.devices;

/** How far a device is trusted with work. */
public enum Health {
    /** Nothing has run here yet. */
    UNKNOWN,
    GOOD,
    /** Three failures of its own in a row: gets no work until an administrator resets it. */
    BAD,
    /** Being tested again after it was BAD. */
    LOOPING,
    /** Taken out by an administrator for a while. */
    MAINTENANCE,
    /** Taken out for good. */
    RETIRED;

    /** Whether jobs may go there. */
    public boolean takesWork() {
        return this == UNKNOWN || this == GOOD;
    }
}
