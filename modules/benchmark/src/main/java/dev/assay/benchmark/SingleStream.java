package dev.assay.benchmark;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * MLPerf's single-stream scenario: one query at a time, the next when the previous is answered.
 *
 * <p>A query is scheduled at the moment the previous answer arrived, and its latency counts from there: the cost of
 * drawing an input belongs to it. Only after an output check or a progress report is the next query scheduled anew, when
 * that work is done. Outputs are checked on a seeded share of the queries, in the timed run itself (after MLPerf's
 * TEST01): an implementation that is fast because it answers wrongly is found out.
 */
public final class SingleStream {
    /** Share of queries whose outputs are compared with the reference. */
    static final double CHECKED_SHARE = 0.05;

    private static final int FIRST_CHECKED = 3;
    private static final long REPORT_NANOS = 250_000_000L;
    private static final long CHECK_SEED = 0x5DEECE66DL;

    private SingleStream() {}

    /**
     * What the timed part gave.
     *
     * @param latencyNanos     in the order of the queries
     * @param elapsedSeconds   from the first schedule to the last answer
     * @param cutShort         ended at the tier's cap with too few queries
     * @param outputsChecked   how many answers were compared with the reference
     * @param outputsDiffering how many of them were different
     */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared
    public record TimedRun(
            long[] latencyNanos, double elapsedSeconds, boolean cutShort, int outputsChecked, int outputsDiffering) {}

    /** Runs the timed part. */
    public static <E extends Exception> TimedRun run(
            Subject<E> subject, Tier tier, long seed, Stopwatch stopwatch, ProgressSink progress) throws E {
        InputOrder order = new InputOrder(seed, subject.inputs());
        SplittableRandom checks = new SplittableRandom(seed ^ CHECK_SEED);
        long[] samples = new long[Tier.MOST_SAMPLES];
        long least = (long) (tier.seconds() * 1e9);
        long most = (long) (tier.capSeconds() * 1e9);
        int checked = 0;
        int differing = 0;
        int count = 0;
        long start = stopwatch.nanos();
        long scheduled = start;
        long end = start;
        long report = start + REPORT_NANOS;
        while (count < samples.length) {
            int input = order.next();
            subject.infer(input);
            end = stopwatch.nanos();
            samples[count++] = end - scheduled;
            scheduled = end;
            long elapsed = end - start;
            if ((count >= tier.queries() && elapsed >= least) || elapsed >= most) {
                break;
            }
            if (count <= FIRST_CHECKED || checks.nextDouble() < CHECKED_SHARE) {
                checked++;
                if (!subject.matchesReference(input)) {
                    differing++;
                }
                scheduled = stopwatch.nanos();
            }
            if (end >= report) {
                progress.at(Math.min((double) elapsed / least, (double) count / tier.queries()));
                report = end + REPORT_NANOS;
                scheduled = stopwatch.nanos();
            }
        }
        return new TimedRun(
                Arrays.copyOf(samples, count), (end - start) / 1e9, count < tier.queries(), checked, differing);
    }
}
