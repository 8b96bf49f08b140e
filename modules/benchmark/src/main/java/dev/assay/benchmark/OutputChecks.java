package dev.assay.benchmark;

import java.util.SplittableRandom;

/**
 * Which answers of a timed part are compared with the reference: the first few and a seeded share of the rest (after
 * MLPerf's TEST01).
 */
final class OutputChecks {
    /** Share of queries whose outputs are compared with the reference. */
    static final double CHECKED_SHARE = 0.05;

    private static final int FIRST_CHECKED = 3;
    private static final long CHECK_SEED = 0x5DEECE66DL;

    private final SplittableRandom random;
    private int seen;
    private int checked;
    private int differing;

    OutputChecks(long seed) {
        this.random = new SplittableRandom(seed ^ CHECK_SEED);
    }

    /** Whether the answer of the query just timed is one to compare; to be asked once per query. */
    boolean isDue() {
        return ++seen <= FIRST_CHECKED || random.nextDouble() < CHECKED_SHARE;
    }

    /** Compares the last answer; never within a timed interval. */
    void check(Subject<?> subject, int input) {
        checked++;
        if (!subject.matchesReference(input)) {
            differing++;
        }
    }

    int checked() {
        return checked;
    }

    int differing() {
        return differing;
    }
}
