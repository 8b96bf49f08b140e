package dev.assay.benchmark;

import dev.assay.protocol.Measurement.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Several process starts as one measurement. Address layout, page placement and the order in which threads were made
 * differ from start to start and shift the median of a whole start; only several starts can show that.
 */
public final class Repeatability {
    /** Own choice, the bar that others aim at: medians of starts on a quiet machine lie this close. */
    static final double CLOSE = 0.02;

    private Repeatability() {}

    /**
     * Joins what was said of each start and compares their results; the worst status wins.
     *
     * @param starts  validity of each start, in order
     * @param results median latency of each start, or its highest rate, in any one unit
     * @param noun    what the results are, in plural
     */
    public static Validity judge(List<Validity> starts, List<Double> results, String noun) {
        List<String> reasons = new ArrayList<>();
        Validity.Status status = Validity.Status.VALID;
        for (int i = 0; i < starts.size(); i++) {
            Validity start = starts.get(i);
            status = start.status().compareTo(status) > 0 ? start.status() : status;
            for (String reason : start.reasons()) {
                reasons.add("Start " + (i + 1) + " of " + starts.size() + ": " + reason);
            }
        }
        double least = results.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double most = results.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        double apart = most / least - 1;
        if (apart > CLOSE) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "The %s of %d process starts lie %.1f %% apart; up to 2 %% is repeatable.",
                    noun,
                    results.size(),
                    100 * apart));
            status = status == Validity.Status.VALID ? Validity.Status.SUSPECT : status;
        }
        return new Validity(status, List.copyOf(reasons));
    }
}
