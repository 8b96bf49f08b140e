package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A quick median for comparing many variants on one machine: batches of a quarter of a second, of which those are thrown
 * away during which other programs used more than {@value #FOREIGN_CORES} of a core. The answer is the median of the
 * medians of the batches that are left.
 *
 * <p>Without the gate, medians taken one after the other on a shared machine were up to twice as high as the true ones.
 * This is no measurement in the sense of a tier: no percentiles, no raw samples, only good enough to rank.
 */
public final class QuietBatches {
    static final double FOREIGN_CORES = 0.10;

    private static final long BATCH_NANOS = 250_000_000L;
    private static final int BATCH_CALLS = 3;

    private QuietBatches() {}

    /**
     * What came out.
     *
     * @param medianNanos of the accepted batches; of all when none was quiet
     * @param accepted    quiet batches
     * @param rejected    batches with other programs at work
     */
    public record Result(double medianNanos, int accepted, int rejected) {}

    /**
     * Takes batches until enough were quiet.
     *
     * @param enough  quiet batches wanted
     * @param most    batches taken at most
     * @param foreign cores that other programs used since it was made or last asked; not a number where nobody can tell
     */
    public static <E extends Exception> Result run(
            Subject<E> subject, InputOrder order, Stopwatch stopwatch, DoubleSupplier foreign, int enough, int most)
            throws E {
        List<Double> quiet = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        long[] samples = new long[8_192];
        while (all.size() < most && quiet.size() < enough) {
            long start = stopwatch.nanos();
            long before = start;
            int count = 0;
            while (count < BATCH_CALLS || (before - start < BATCH_NANOS && count < samples.length)) {
                subject.infer(order.next());
                long now = stopwatch.nanos();
                samples[count++] = now - before;
                before = now;
            }
            double median = Medians.of(Arrays.copyOf(samples, count));
            all.add(median);
            if (!(foreign.getAsDouble() > FOREIGN_CORES)) {
                quiet.add(median);
            }
        }
        List<Double> counted = quiet.isEmpty() ? all : quiet;
        double median = Medians.of(
                counted.stream().mapToLong(value -> Math.round(value)).toArray());
        return new Result(median, quiet.size(), all.size() - quiet.size());
    }
}
