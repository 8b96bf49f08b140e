package dev.assay.benchmark;

import java.util.SplittableRandom;

/**
 * The order in which inputs are drawn: uniformly and with replacement, as LoadGen does, so that no fixed order lets a
 * cache learn what comes next.
 */
public final class InputOrder {
    private final SplittableRandom random;
    private final int inputs;

    public InputOrder(long seed, int inputs) {
        this.random = new SplittableRandom(seed);
        this.inputs = inputs;
    }

    /** Index of the next input. */
    public int next() {
        return random.nextInt(inputs);
    }
}
