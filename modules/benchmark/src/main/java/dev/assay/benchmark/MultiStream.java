package dev.assay.benchmark;

/**
 * MLPerf's multi-stream scenario: queries of {@value #SAMPLES_PER_QUERY} samples, the next when the previous is answered;
 * what counts is the 99th percentile of the query.
 */
public final class MultiStream {
    /** Samples of one query. */
    public static final int SAMPLES_PER_QUERY = 8;

    /** Fewest queries for which the 99th percentile has a bound. */
    public static final int LEAST_QUERIES = 662;

    private MultiStream() {}

    /** Runs the timed part; the subject's inputs are whole queries. */
    public static <E extends Exception> TimedRun run(
            Subject<E> queries, Extent extent, long seed, Stopwatch stopwatch, ProgressSink progress) throws E {
        return SingleStream.run(queries, extent.atLeast(LEAST_QUERIES), seed, stopwatch, progress);
    }
}
