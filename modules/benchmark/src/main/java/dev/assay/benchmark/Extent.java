package dev.assay.benchmark;

/**
 * How much is measured. Both the queries and the seconds must be reached.
 *
 * @param queries          least number of queries
 * @param seconds          least duration of the timed part
 * @param capSeconds       the timed part ends here even if the queries are not reached
 * @param warmUpCapSeconds the warm-up ends here even if it is not stable
 * @param samples          how many samples are kept; the array is allocated before the timed part
 * @param thinned          what happens when more queries are answered: every second sample is dropped and from then on
 *                         only every second query (later fourth, eighth, ...) is kept; otherwise the timed part ends
 */
public record Extent(
        int queries, double seconds, double capSeconds, double warmUpCapSeconds, int samples, boolean thinned) {
    /** The same with at least this many queries. */
    public Extent atLeast(int wanted) {
        return new Extent(Math.max(queries, wanted), seconds, capSeconds, warmUpCapSeconds, samples, thinned);
    }
}
