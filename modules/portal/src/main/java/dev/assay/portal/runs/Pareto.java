package dev.assay.portal.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs as points of latency against a second figure, and which of them no other one beats.
 *
 * @param y       the second figure
 * @param sloMs   the latency that has to be kept, or null
 * @param points  by latency, smallest first
 * @param best    id of the best point within {@code sloMs}: best second figure, then lowest latency; null when there is
 *                none or no bound was given
 * @param left    runs that matched and are not shown: without one of the figures, or beyond the most that are drawn
 */
public record Pareto(
        Second y,
        @Nullable Double sloMs,
        List<Point> points,
        @Nullable UUID best,
        long left) {
    /** What is held against latency. */
    public enum Second {
        /** Likeness to fp32: more is better; fp32 itself has 1. */
        COSINE(true),
        /** Bytes of the model file: less is better. */
        SIZE(false),
        /** Peak resident set in bytes: less is better. */
        MEMORY(false);

        private final boolean more;

        Second(boolean more) {
            this.more = more;
        }

        private boolean better(double a, double b) {
            return more ? a > b : a < b;
        }
    }

    /**
     * One run.
     *
     * @param ms    the latency, ms
     * @param value the second figure
     * @param front whether no other point is at least as good in both and better in one
     */
    public record Point(RunCard run, double ms, double value, boolean front) {}

    /** A run before anybody was compared. */
    public record Candidate(RunCard run, double ms, double value) {}

    /** Finds the front of some runs in one pass over them in the order of latency. */
    public static Pareto of(List<Candidate> candidates, Second y, @Nullable Double sloMs, long left) {
        List<Candidate> sorted = candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::ms)
                        .thenComparing((a, b) -> y.better(a.value(), b.value()) ? -1 : a.value() == b.value() ? 0 : 1))
                .toList();
        List<Point> points = new ArrayList<>();
        @Nullable Candidate leader = null;
        @Nullable Candidate best = null;
        for (Candidate candidate : sorted) {
            boolean front = leader == null
                    || y.better(candidate.value(), leader.value())
                    || (candidate.value() == leader.value() && candidate.ms() == leader.ms());
            if (front) {
                leader = candidate;
            }
            if (sloMs != null
                    && candidate.ms() <= sloMs
                    && (best == null || y.better(candidate.value(), best.value()))) {
                best = candidate;
            }
            points.add(new Point(candidate.run(), candidate.ms(), candidate.value(), front));
        }
        return new Pareto(
                y, sloMs, List.copyOf(points), best == null ? null : best.run().id(), left);
    }
}
