package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;

/** One cost before and after, in the same unit and for the same time. */
public record Saving(double before, double after) {
    public Saving {
        new InputCheck()
                .above0("before", "the cost before", before, "USD", 1e15)
                .above0("after", "the cost after", after, "USD", 1e15)
                .done();
    }

    /** Saved part of the old cost; negative when it became dearer. */
    public double share() {
        return 1 - after / before;
    }

    /** Old over new. */
    public double ratio() {
        return before / after;
    }

    /** Saved amount. */
    public double amount() {
        return before - after;
    }

    /** The new cost that a saved share would mean. */
    public double afterFor(double share) {
        return before * (1 - share);
    }

    /** The old cost that a saved share would need. */
    public double beforeFor(double share) {
        new InputCheck()
                .that(share < 1, "share", "Saving everything leaves no cost to compare with; give a share below 1.")
                .done();
        return after / (1 - share);
    }
}
