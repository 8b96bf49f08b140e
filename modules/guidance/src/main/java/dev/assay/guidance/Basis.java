package dev.assay.guidance;

/** Where a figure comes from. */
public enum Basis {
    /** Read in the named source. */
    READ,
    /** Arithmetic on figures that were read. */
    DERIVED,
    /** Recalled, not read again; its grade is D until someone looks it up. */
    MEMORY,
    /** Measured by us on the device. */
    MEASURED,
    /** Nobody publishes it; the value is absent. */
    UNKNOWN
}
