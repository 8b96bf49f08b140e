package dev.assay.benchmark;

/**
 * MLPerf's offline scenario: one query that holds all samples; what counts is samples per second.
 *
 * <p>How many samples the query holds is fixed before it is issued, from the speed seen while warming up and with a tenth
 * to spare, as LoadGen does: enough for the least duration, and at least as many as the extent says. The samples are
 * handed over batch by batch without pause; the time of output checks and reports is taken out.
 */
public final class Offline {
    /** MLPerf's least number of samples for a result of its own tier. */
    public static final int REFERENCE_SAMPLES = 24_576;

    private static final double TO_SPARE = 1.1;

    private Offline() {}

    /**
     * Runs the timed part.
     *
     * @param batches    each input is a batch
     * @param batch      samples in one batch
     * @param batchNanos expected duration of one batch
     * @param extent     its queries are samples here
     * @return one entry per batch: its duration divided by its samples; the queries are samples
     */
    public static <E extends Exception> TimedRun run(
            Subject<E> batches,
            int batch,
            double batchNanos,
            Extent extent,
            long seed,
            Stopwatch stopwatch,
            ProgressSink progress)
            throws E {
        long count = batchCount(batch, batchNanos, extent);
        InputOrder order = new InputOrder(seed, batches.inputs());
        OutputChecks checks = new OutputChecks(seed);
        SampleLog log = new SampleLog(extent.samples(), true);
        long most = (long) (extent.capSeconds() * 1e9);
        long busy = 0;
        long done = 0;
        long report = SingleStream.REPORT_NANOS;
        long start = stopwatch.nanos();
        while (done < count && busy < most) {
            int input = order.next();
            batches.infer(input);
            long end = stopwatch.nanos();
            log.add(Math.max(1, (end - start) / batch));
            busy += end - start;
            done++;
            start = end;
            boolean due = checks.isDue();
            if (due) {
                checks.check(batches, input);
            }
            if (busy >= report) {
                progress.at((double) done / count);
                report = busy + SingleStream.REPORT_NANOS;
                due = true;
            }
            if (due) {
                start = stopwatch.nanos();
            }
        }
        return new TimedRun(
                log.toArray(),
                done * batch,
                busy / 1e9,
                done < count,
                checks.checked(),
                checks.differing(),
                log.medians());
    }

    static long batchCount(int batch, double batchNanos, Extent extent) {
        double bySeconds = Math.ceil(TO_SPARE * extent.seconds() * 1e9 / Math.max(1, batchNanos));
        double byQueries = Math.ceil(extent.queries() / (double) batch);
        return (long) Math.max(1, Math.max(bySeconds, byQueries));
    }
}
