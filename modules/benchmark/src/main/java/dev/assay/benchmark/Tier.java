package dev.assay.benchmark;

import java.util.Locale;
import java.util.Optional;

/**
 * How long a measurement lasts. Both the queries and the seconds must be reached; figures after MLPerf Mobile's rapid
 * and normal settings.
 *
 * <p>A model that is too slow is stopped at {@link #capSeconds()} and its result is marked; a model that is so fast that
 * {@link #MOST_SAMPLES} are taken first is stopped there, because every sample is kept and more would add nothing: the
 * 99.9th percentile needs 6,636.
 */
public enum Tier {
    RAPID(64, 6, 6),
    STANDARD(1_024, 60, 20);

    /** Capacity of the array that is allocated before the timed part. */
    public static final int MOST_SAMPLES = 200_000;

    private static final int CAP_FACTOR = 10;

    private final int queries;
    private final double seconds;
    private final double warmUpCapSeconds;

    Tier(int queries, double seconds, double warmUpCapSeconds) {
        this.queries = queries;
        this.seconds = seconds;
        this.warmUpCapSeconds = warmUpCapSeconds;
    }

    /** The tier of this name, in lower case as in requests. */
    public static Optional<Tier> of(String name) {
        for (Tier tier : values()) {
            if (tier.label().equals(name)) {
                return Optional.of(tier);
            }
        }
        return Optional.empty();
    }

    /** The name in requests and results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Least number of queries. */
    public int queries() {
        return queries;
    }

    /** Least duration of the timed part. */
    public double seconds() {
        return seconds;
    }

    /** The timed part ends here even if the queries are not reached. */
    public double capSeconds() {
        return seconds * CAP_FACTOR;
    }

    /** The warm-up ends here even if it is not stable. */
    public double warmUpCapSeconds() {
        return warmUpCapSeconds;
    }
}
