package dev.assay.guidance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks of a run; every field may be absent.
 *
 * @param p50Ms       largest acceptable 50th percentile of the latency, ms; likewise the others
 * @param minFidelity smallest acceptable mean cosine with fp32 on the same inputs, at most 1
 * @param maxBytes    largest acceptable model file, bytes
 * @param powerWatts  largest acceptable power under load, W
 */
public record Objectives(
        @Nullable Double p50Ms,
        @Nullable Double p90Ms,
        @Nullable Double p95Ms,
        @Nullable Double p99Ms,
        @Nullable Double minFidelity,
        @Nullable Long maxBytes,
        @Nullable Double powerWatts) {

    /** No objective at all. */
    public static final Objectives NONE = new Objectives(null, null, null, null, null, null, null);

    /** What is absurd about these objectives, one sentence each; empty when they can be judged. */
    public List<InvalidGuidanceInput.Problem> problems() {
        List<InvalidGuidanceInput.Problem> problems = new ArrayList<>();
        positive(problems, "p50Ms", p50Ms, "ms");
        positive(problems, "p90Ms", p90Ms, "ms");
        positive(problems, "p95Ms", p95Ms, "ms");
        positive(problems, "p99Ms", p99Ms, "ms");
        positive(problems, "powerWatts", powerWatts, "W");
        if (maxBytes != null && maxBytes <= 0) {
            problems.add(new InvalidGuidanceInput.Problem(
                    "maxBytes",
                    "A size limit of " + maxBytes + " bytes leaves no room for a model; give a larger one."));
        }
        if (minFidelity != null && !(minFidelity > 0 && minFidelity <= 1)) {
            problems.add(new InvalidGuidanceInput.Problem(
                    "minFidelity",
                    "The smallest fidelity is a cosine above 0 and at most 1, not " + minFidelity + "; try 0.98."));
        }
        return List.copyOf(problems);
    }

    /** Whether nothing is asked. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    private static void positive(
            List<InvalidGuidanceInput.Problem> problems, String field, @Nullable Double value, String unit) {
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            problems.add(new InvalidGuidanceInput.Problem(
                    field, "The objective " + field + " is " + value + " " + unit + "; it must be above zero."));
        }
    }
}
