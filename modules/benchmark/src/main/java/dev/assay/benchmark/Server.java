package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MLPerf's server scenario: queries arrive on their own, and the result is the highest rate whose 99th percentile keeps a
 * latency bound.
 *
 * <p>The rate is doubled until the bound is broken (halved, if the first rate breaks it), then the interval is bisected;
 * each rate is tried until MLPerf's early stopping rule decides or further queries could not help. The highest rate that
 * passed is then measured for as long as the tier asks for; if it fails there, the next lower rate takes its place.
 */
public final class Server {
    /** The first rate, as a share of the rate at which the model would never rest. */
    private static final double FIRST_LOAD = 0.5;

    /** Bisecting ends when the two ends are this close. */
    private static final double CLOSE = 1.03;

    /** A rate that fails over the whole timed part is lowered by this factor. */
    private static final double STEP_DOWN = 0.95;

    private static final int MOST_HALVINGS = 12;
    private static final int MOST_FINALS = 3;

    /** A queue that grows without end must be seen to within one trial. */
    private static final double BOUNDS_PER_TRIAL = 20;

    /** Time for one rate, whatever the tier: 662 queries take as long as they take. */
    private static final double LEAST_TRIAL_SECONDS = 120;

    /** Share of the progress that the search takes. */
    private static final double SEARCH_SHARE = 0.5;

    private Server() {}

    /** One rate that was tried: upper bound of its 99th percentile, null with too few queries. */
    public record Trial(
            double queriesPerSecond, long queries, @Nullable Double p99Nanos, boolean kept) {}

    /**
     * What the search found.
     *
     * @param queriesPerSecond the highest rate that kept the bound over the whole timed part; 0 when none did
     * @param trials           every rate tried, in order, those of the timed part last
     * @param timed            the timed part at that rate, or at the last rate tried when none kept the bound
     */
    public record Found(double queriesPerSecond, List<Trial> trials, TimedRun timed) {
        public Found {
            trials = List.copyOf(trials);
        }
    }

    /**
     * Searches and measures.
     *
     * @param boundNanos    what the 99th percentile must keep
     * @param expectedNanos latency of a query without waiting
     */
    public static <E extends Exception> Found search(
            Subject<E> subject,
            double boundNanos,
            double expectedNanos,
            Extent extent,
            long seed,
            Stopwatch stopwatch,
            Pause pause,
            ProgressSink progress)
            throws E {
        OpenLoop<E> loop = new OpenLoop<>(subject, boundNanos, seed, stopwatch, pause);
        List<Trial> trials = new ArrayList<>();
        long start = stopwatch.nanos();
        long queries = MultiStream.LEAST_QUERIES;
        double seconds = Math.max(extent.seconds() / 6, BOUNDS_PER_TRIAL * boundNanos / 1e9);
        OpenLoop.Plan trial = new OpenLoop.Plan(queries, seconds, 2 * seconds, trialSeconds(extent), extent.samples());
        double good = 0;
        double bad = 0;
        double rate = FIRST_LOAD * 1e9 / Math.max(1, expectedNanos);
        double lowest = rate / (1 << MOST_HALVINGS);
        while (rate >= lowest
                && (bad == 0 || good == 0 || bad / good > CLOSE)
                && stopwatch.secondsSince(start) < searchSeconds(extent)) {
            OpenLoop.Tried tried = loop.run(
                    rate,
                    trial,
                    share -> progress.at(SEARCH_SHARE * stopwatch.secondsSince(start) / searchSeconds(extent)));
            trials.add(trialOf(tried));
            if (tried.kept()) {
                good = rate;
            } else {
                bad = rate;
                if (good == 0
                        && tried.timed().queries() < queries
                        && tried.timed().elapsedSeconds() >= trial.capSeconds()) {
                    break; // a lower rate takes even longer
                }
            }
            rate = bad == 0 ? 2 * good : good == 0 ? bad / 2 : (good + bad) / 2;
        }
        double leastSeconds = Math.max(extent.seconds(), seconds);
        return measure(loop, good == 0 ? bad : good, good > 0, trials, extent, leastSeconds, progress);
    }

    private static <E extends Exception> Found measure(
            OpenLoop<E> loop,
            double first,
            boolean hopeful,
            List<Trial> trials,
            Extent extent,
            double leastSeconds,
            ProgressSink progress)
            throws E {
        long queries = Math.max(extent.queries(), MultiStream.LEAST_QUERIES);
        OpenLoop.Plan whole =
                new OpenLoop.Plan(queries, leastSeconds, finalSeconds(extent), finalSeconds(extent), extent.samples());
        double rate = first;
        int left = hopeful ? MOST_FINALS : 1;
        while (true) {
            OpenLoop.Tried tried =
                    loop.run(rate, whole, share -> progress.at(SEARCH_SHARE + (1 - SEARCH_SHARE) * share));
            trials.add(trialOf(tried));
            left--;
            if (tried.kept() || left == 0) {
                return new Found(tried.kept() ? rate : 0, trials, tried.timed());
            }
            rate *= STEP_DOWN;
        }
    }

    private static Trial trialOf(OpenLoop.Tried tried) {
        return new Trial(tried.queriesPerSecond(), tried.timed().queries(), tried.p99Nanos(), tried.kept());
    }

    /** The longest that search and timed part may take together. */
    static double mostSeconds(Extent extent) {
        return searchSeconds(extent) + trialSeconds(extent) + MOST_FINALS * finalSeconds(extent);
    }

    private static double searchSeconds(Extent extent) {
        return Math.max(2 * LEAST_TRIAL_SECONDS, extent.capSeconds());
    }

    private static double trialSeconds(Extent extent) {
        return Math.max(LEAST_TRIAL_SECONDS, extent.capSeconds() / 3);
    }

    private static double finalSeconds(Extent extent) {
        return Math.max(LEAST_TRIAL_SECONDS, extent.capSeconds());
    }
}
