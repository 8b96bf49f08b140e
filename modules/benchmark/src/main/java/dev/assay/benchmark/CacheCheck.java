package dev.assay.benchmark;

import java.util.Arrays;
import java.util.List;

/**
 * Whether answering one input again and again is faster than answering changing ones, after MLPerf's TEST04: then
 * something keeps data between queries, and the latencies of changing inputs are not those of repeated ones.
 */
public final class CacheCheck {
    private static final int PAIRS = 8;
    private static final double BLOCK_NANOS = 50e6;
    private static final int MOST_CALLS = 2_000;
    private static final long SEED = 0x9E6C63D0876A9A47L;

    private CacheCheck() {}

    /** One subject that always answers the same input of another. */
    private record Repeated<E extends Exception>(Subject<E> subject, int input) implements Subject<E> {
        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public void infer(int ignored) throws E {
            subject.infer(input);
        }

        @Override
        public boolean matchesReference(int ignored) {
            return subject.matchesReference(input);
        }
    }

    /**
     * Compares in {@value #PAIRS} pairs of short blocks.
     *
     * @return time of a repeated input over time of changing inputs; below 1 repeating is faster
     */
    public static <E extends Exception> PairedRatio run(
            Subject<E> subject, double expectedNanos, long seed, Stopwatch stopwatch) throws E {
        InputOrder order = new InputOrder(seed ^ SEED, subject.inputs());
        Repeated<E> repeated = new Repeated<>(subject, order.next());
        int calls = (int) Math.clamp(BLOCK_NANOS / Math.max(1, expectedNanos), 1, MOST_CALLS);
        double[][] blocks = new double[PAIRS][2];
        for (int pair = 0; pair < PAIRS; pair++) {
            for (int turn = 0; turn < 2; turn++) {
                int side = (pair + turn) % 2;
                blocks[pair][side] = side == 0
                        ? block(subject, order, calls, stopwatch)
                        : block(repeated, new InputOrder(seed, 1), calls, stopwatch);
            }
        }
        return PairedRatio.of(
                Arrays.stream(blocks).map(pair -> List.of(pair[0], pair[1])).toList());
    }

    private static <E extends Exception> double block(
            Subject<E> subject, InputOrder order, int calls, Stopwatch stopwatch) throws E {
        subject.infer(order.next());
        long[] samples = new long[calls];
        long scheduled = stopwatch.nanos();
        for (int i = 0; i < calls; i++) {
            subject.infer(order.next());
            long end = stopwatch.nanos();
            samples[i] = end - scheduled;
            scheduled = end;
        }
        return Medians.of(samples);
    }
}
