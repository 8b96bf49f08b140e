package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Queries that arrive on their own, at a mean rate with exponentially distributed gaps (a Poisson process), and are
 * answered one at a time in the order of arrival.
 *
 * <p>The schedule is fixed before the first query and never moves: a late answer delays the queries behind it, and their
 * latency counts from the moment at which they were due. The gaps of two rates with the same seed differ by a factor
 * only. Output checks and reports are done in pauses of the schedule that are long enough for them.
 */
final class OpenLoop<E extends Exception> {
    private static final double PERCENTILE = 0.99;
    private static final double GROWTH = 1.25;
    private static final long LEAD_NANOS = 1_000_000;

    private final Subject<E> subject;
    private final double boundNanos;
    private final long seed;
    private final Stopwatch stopwatch;
    private final Pause pause;

    OpenLoop(Subject<E> subject, double boundNanos, long seed, Stopwatch stopwatch, Pause pause) {
        this.subject = subject;
        this.boundNanos = boundNanos;
        this.seed = seed;
        this.stopwatch = stopwatch;
        this.pause = pause;
    }

    /**
     * How long one rate is tried.
     *
     * @param queries     least number of queries
     * @param seconds     least duration; many times the bound, or a queue that only grows would not be seen to
     * @param mostSeconds ends after the queries of this time, and after twice the least number at the earliest, decided or
     *                    not
     * @param capSeconds  ends here in any case
     * @param samples     how many samples are kept
     */
    record Plan(long queries, double seconds, double mostSeconds, double capSeconds, int samples) {
        long mostQueries(double queriesPerSecond) {
            return Math.max(2 * queries, (long) Math.ceil(queriesPerSecond * mostSeconds));
        }
    }

    /**
     * What one rate gave.
     *
     * @param p99Nanos upper bound of the 99th percentile; null with too few queries
     * @param kept     whether it is at most the latency bound
     */
    record Tried(
            double queriesPerSecond,
            TimedRun timed,
            @Nullable Double p99Nanos,
            boolean kept) {}

    Tried run(double queriesPerSecond, Plan plan, ProgressSink progress) throws E {
        SplittableRandom gaps = new SplittableRandom(seed);
        InputOrder order = new InputOrder(seed, subject.inputs());
        OutputChecks checks = new OutputChecks(seed);
        SampleLog log = new SampleLog(plan.samples(), true);
        long most = plan.mostQueries(queriesPerSecond);
        long hopeless = LateAllowance.late(PERCENTILE, most);
        List<Milestone> milestones = milestones(plan.queries(), most);
        int next = 0;
        long allowed = -1;
        long checkCost = 0;
        long late = 0;
        long count = 0;
        int unchecked = -1;
        double due = 0;
        long start = stopwatch.nanos() + LEAD_NANOS;
        long report = start + SingleStream.REPORT_NANOS;
        long end = start;
        while (count < most) {
            due += -Math.log1p(-gaps.nextDouble()) * 1e9 / queriesPerSecond;
            long scheduled = start + (long) due;
            if (unchecked >= 0 && scheduled - end > 2 * checkCost + LEAD_NANOS) {
                checks.check(subject, unchecked);
                checkCost = Math.max(checkCost, stopwatch.nanos() - end);
            } else if (end > report && scheduled - end > LEAD_NANOS) {
                progress.at(Math.min(
                        (end - start) / 1e9 / Math.max(1e-9, plan.seconds()), count / (double) plan.queries()));
                report = end + SingleStream.REPORT_NANOS;
            }
            pause.until(scheduled);
            int input = order.next();
            subject.infer(input);
            end = stopwatch.nanos();
            long latency = end - scheduled;
            log.add(latency);
            count++;
            if (latency > boundNanos) {
                late++;
            }
            unchecked = checks.isDue() ? input : -1;
            double elapsed = (end - start) / 1e9;
            if (late > hopeless || elapsed >= plan.capSeconds()) {
                break;
            }
            while (next < milestones.size() && milestones.get(next).queries() <= count) {
                allowed = milestones.get(next++).late();
            }
            if (late <= allowed && elapsed >= plan.seconds()) {
                break;
            }
        }
        long[] samples = log.toArray();
        boolean kept = late <= LateAllowance.late(PERCENTILE, count);
        TimedRun timed = new TimedRun(
                samples,
                count,
                (end - start) / 1e9,
                count < plan.queries(),
                checks.checked(),
                checks.differing(),
                log.medians());
        return new Tried(queriesPerSecond, timed, LateAllowance.bound(PERCENTILE, samples), kept);
    }

    private record Milestone(long queries, long late) {}

    /** When to decide, and how many may be late by then; worked out before the first query is due. */
    private static List<Milestone> milestones(long least, long most) {
        List<Milestone> milestones = new ArrayList<>();
        double queries = least;
        while (queries <= most) {
            long whole = (long) Math.ceil(queries);
            milestones.add(new Milestone(whole, LateAllowance.late(PERCENTILE, whole)));
            queries *= GROWTH;
        }
        return milestones;
    }
}
