package dev.assay.protocol;

/** The versions of the agent protocol that this build speaks. Changes are additive; unknown fields are ignored. */
public final class Protocol {
    /** The version an agent of this build offers. */
    public static final int CURRENT = 1;

    /** The oldest version a portal of this build still serves. */
    public static final int OLDEST = 1;

    private Protocol() {}
}
