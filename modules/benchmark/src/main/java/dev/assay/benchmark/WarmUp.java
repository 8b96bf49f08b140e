package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a subject until its speed has settled.
 *
 * <p>Ends when at least {@value #LEAST_MILLIS} ms have passed, {@value #ENOUGH_CALLS} calls or {@value #ENOUGH_SECONDS}
 * seconds are done, and the medians of the last {@value #STABLE_WINDOWS} windows lie within 10 % (200 ms: trtexec;
 * three windows within 10 %: Triton's perf_analyzer; calls and seconds let a Java process compile its hot code). An upper
 * bound ends it in any case.
 */
public final class WarmUp {
    static final int LEAST_MILLIS = 200;
    static final int ENOUGH_CALLS = 1_000;
    static final int ENOUGH_SECONDS = 3;
    static final int STABLE_WINDOWS = 3;
    static final double STABLE_RATIO = 1.10;

    private static final long WINDOW_NANOS = 200_000_000L;
    private static final int WINDOW_CALLS = 3;

    private WarmUp() {}

    /**
     * The warm-up curve.
     *
     * @param windowMedians median latency of each window in nanoseconds, in order
     * @param stable        whether the last windows agreed
     * @param calls         how many calls were made
     * @param seconds       how long it took
     */
    public record Curve(List<Double> windowMedians, boolean stable, long calls, double seconds) {
        public Curve {
            windowMedians = List.copyOf(windowMedians);
        }

        /** Median latency of the last window in nanoseconds: what to expect of the timed part. */
        public double expectedNanos() {
            return windowMedians.get(windowMedians.size() - 1);
        }
    }

    /** Runs the warm-up; at most {@code capSeconds} and one window more. */
    public static <E extends Exception> Curve run(
            Subject<E> subject, InputOrder order, Stopwatch stopwatch, double capSeconds, ProgressSink progress)
            throws E {
        List<Double> medians = new ArrayList<>();
        long[] window = new long[4_096];
        long start = stopwatch.nanos();
        long calls = 0;
        while (true) {
            int filled = 0;
            long windowStart = stopwatch.nanos();
            long now = windowStart;
            int inWindow = 0;
            while (inWindow < WINDOW_CALLS || now - windowStart < WINDOW_NANOS) {
                int input = order.next();
                subject.infer(input);
                long end = stopwatch.nanos();
                if (filled < window.length) {
                    window[filled++] = end - now;
                }
                now = end;
                inWindow++;
            }
            calls += inWindow;
            medians.add(Medians.of(Arrays.copyOf(window, filled)));
            double seconds = (now - start) / 1e9;
            boolean stable = isStable(medians);
            boolean enough = seconds * 1_000 >= LEAST_MILLIS && (calls >= ENOUGH_CALLS || seconds >= ENOUGH_SECONDS);
            if ((enough && stable) || seconds >= capSeconds) {
                return new Curve(medians, stable, calls, seconds);
            }
            progress.at(Math.min(1, seconds / ENOUGH_SECONDS));
        }
    }

    static boolean isStable(List<Double> medians) {
        if (medians.size() < STABLE_WINDOWS) {
            return false;
        }
        List<Double> last = medians.subList(medians.size() - STABLE_WINDOWS, medians.size());
        double least = last.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return most <= least * STABLE_RATIO;
    }
}
