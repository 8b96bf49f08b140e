package dev.assay.portal.queue;

import java.util.Map;

/**
 * What decides how long a job takes, as far as it is known before it runs.
 *
 * @param versus   whether two schemes are measured in turns
 * @param searches whether it looks for a scheme by measuring several
 */
public record JobKind(String tier, String scenario, boolean versus, boolean searches) {
    private static final String SINGLE_STREAM = "single-stream";

    /** Seconds of a whole run without history: the timed part, load, warm-up, fidelity and memory. */
    private static final Map<String, Double> FIRST_GUESS =
            Map.of("rapid", 25.0, "standard", 90.0, "reference", 1900.0, "sustained", 1850.0);

    private static final double UNKNOWN_TIER = 60;
    private static final int RATES_TRIED = 4;
    private static final int SCHEMES_TRIED = 8;

    /** A plain run of a tier. */
    public static JobKind of(String tier) {
        return new JobKind(tier, SINGLE_STREAM, false, false);
    }

    /** A guess for a device that has not run this kind yet. */
    double guessSeconds() {
        double seconds = FIRST_GUESS.getOrDefault(tier, UNKNOWN_TIER);
        return seconds
                * (versus ? 2 : 1)
                * (scenario.equals("server") ? RATES_TRIED : 1)
                * (searches ? SCHEMES_TRIED : 1);
    }
}
