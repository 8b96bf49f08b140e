package dev.assay.benchmark;

/**
 * MLPerf's single-stream scenario: one query at a time, the next when the previous is answered. Multi-stream is the same
 * loop over queries of several samples ({@link Group}).
 *
 * <p>A query is scheduled at the moment the previous answer arrived, and its latency counts from there: the cost of
 * drawing an input belongs to it. Only after an output check or a progress report is the next query scheduled anew, when
 * that work is done. Outputs are checked on a seeded share of the queries, in the timed run itself: an implementation
 * that is fast because it answers wrongly is found out.
 */
public final class SingleStream {
    static final long REPORT_NANOS = 250_000_000L;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private SingleStream() {}

    /** Runs the timed part. */
    public static <E extends Exception> TimedRun run(
            Subject<E> subject, Extent extent, long seed, Stopwatch stopwatch, ProgressSink progress) throws E {
        InputOrder order = new InputOrder(seed, subject.inputs());
        OutputChecks checks = new OutputChecks(seed);
        SampleLog log = new SampleLog(extent.samples(), extent.thinned());
        long least = (long) (extent.seconds() * 1e9);
        long most = (long) (extent.capSeconds() * 1e9);
        long count = 0;
        long start = stopwatch.nanos();
        long scheduled = start;
        long end = start;
        long report = start + REPORT_NANOS;
        long minute = start + MINUTE_NANOS;
        while (!log.isFull()) {
            int input = order.next();
            subject.infer(input);
            end = stopwatch.nanos();
            log.add(end - scheduled);
            count++;
            scheduled = end;
            if (end - minute >= 0) {
                log.mark();
                minute += MINUTE_NANOS;
            }
            long elapsed = end - start;
            if ((count >= extent.queries() && elapsed >= least) || elapsed >= most) {
                break;
            }
            if (checks.isDue()) {
                checks.check(subject, input);
                scheduled = stopwatch.nanos();
            }
            if (end >= report) {
                progress.at(Math.min((double) elapsed / Math.max(1, least), (double) count / extent.queries()));
                report = end + REPORT_NANOS;
                scheduled = stopwatch.nanos();
            }
        }
        return new TimedRun(
                log.toArray(),
                count,
                (end - start) / 1e9,
                count < extent.queries(),
                checks.checked(),
                checks.differing(),
                log.medians());
    }
}
