package dev.assay.benchmark;

import java.util.Locale;
import java.util.Optional;

/**
 * How long a measurement lasts; rapid and standard after MLPerf Mobile's rapid and normal settings, reference half an
 * hour in five fresh processes (three times MLPerf Inference's 600 s: the spread between starts is worth more than longer
 * ones, and fewer than five say little about it), sustained long enough for a board without a fan to reach its working
 * temperature.
 *
 * <p>A model that is too slow is stopped at the cap and its result is marked. Of a model that is so fast that
 * {@link #MOST_SAMPLES} are taken first, rapid stops there; the others go on and keep every n-th sample: the 99.9th
 * percentile needs 6,636.
 */
public enum Tier {
    RAPID(1, 64, 6, 60, 6, false),
    STANDARD(1, 1_024, 60, 600, 20, true),
    REFERENCE(5, 1_024, 360, 720, 60, true),
    SUSTAINED(1, 64, 1_800, 1_800, 6, true);

    /** Most samples that one measurement keeps, all process starts together. */
    public static final int MOST_SAMPLES = 200_000;

    private final int starts;
    private final int queries;
    private final double seconds;
    private final double capSeconds;
    private final double warmUpCapSeconds;
    private final boolean thinned;

    Tier(int starts, int queries, double seconds, double capSeconds, double warmUpCapSeconds, boolean thinned) {
        this.starts = starts;
        this.queries = queries;
        this.seconds = seconds;
        this.capSeconds = capSeconds;
        this.warmUpCapSeconds = warmUpCapSeconds;
        this.thinned = thinned;
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

    /** How much is measured in each process start. */
    public Extent extent() {
        return new Extent(queries, seconds, capSeconds, warmUpCapSeconds, MOST_SAMPLES / starts, thinned);
    }

    /** How often a fresh process measures it. */
    public int starts() {
        return starts;
    }
}
