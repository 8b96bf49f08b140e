package dev.assay.guidance;

/** How much a figure can carry, strongest first. */
public enum Grade {
    /** A raw log, or a run of our own. */
    A("raw log or own run"),
    /** A vendor's document. */
    B("vendor document"),
    /** An independent test that names its method. */
    C("independent test"),
    /** Press, memory, or no source; never enough alone. */
    D("press, memory or unsourced");

    private final String meaning;

    Grade(String meaning) {
        this.meaning = meaning;
    }

    /** What the letter stands for, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The weaker of two grades: a conclusion is as strong as its weakest figure. */
    public Grade weaker(Grade other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
