package dev.assay.worker.portal;

import java.util.random.RandomGenerator;

/**
 * Waiting times between tries: doubling from the first to the most, each drawn at random from its upper half, so that
 * many agents that lost the portal at once do not come back at once.
 *
 * @param firstMillis upper bound of the first wait
 * @param mostMillis  upper bound of any wait
 */
public record Backoff(long firstMillis, long mostMillis, RandomGenerator random) {
    /** How long to wait after this many failures in a row, at least 1. */
    public long millis(int failures, long atLeastMillis) {
        long bound = Math.min(mostMillis, firstMillis << Math.min(30, Math.max(0, failures - 1)));
        long drawn = bound / 2 + random.nextLong(Math.max(1, bound / 2 + 1));
        return Math.max(drawn, Math.min(atLeastMillis, 5 * 60_000L));
    }
}
