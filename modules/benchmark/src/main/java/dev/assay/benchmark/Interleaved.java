package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * Two subjects in turns, in blocks A B, B A, A B, ...: what changes with time (heat, clock, neighbours) hits both alike,
 * and neither always comes first.
 *
 * <p>The first query after a change of subject is answered but not counted: the other one has just used the caches.
 */
public final class Interleaved {
    /** Blocks are at least this long. */
    static final double LEAST_BLOCK_SECONDS = 0.25;

    /** And at most this long, so that more time gives more pairs. */
    static final double MOST_BLOCK_SECONDS = 1;

    /** Pairs of blocks that even the shortest tier aims at. */
    static final int USUAL_PAIRS = 24;

    private static final int LEAST_CALLS = 3;
    private static final int BLOCK_SAMPLES = 4_096;
    private static final long SECOND_SEED = 0x2545F4914F6CDD1DL;

    private Interleaved() {}

    /**
     * What both gave.
     *
     * @param blocks medians in nanoseconds of each pair of blocks: first subject, second subject
     */
    public record Both(TimedRun first, TimedRun second, List<List<Double>> blocks) {
        public Both {
            blocks = List.copyOf(blocks);
        }
    }

    /** Runs the timed part; the extent is that of each side. */
    public static <E extends Exception> Both run(
            Subject<E> first, Subject<E> second, Extent extent, long seed, Stopwatch stopwatch, ProgressSink progress)
            throws E {
        double blockSeconds = Math.clamp(extent.seconds() / USUAL_PAIRS, LEAST_BLOCK_SECONDS, MOST_BLOCK_SECONDS);
        Side<E> a = new Side<>(first, extent, seed, stopwatch);
        Side<E> b = new Side<>(second, extent, seed ^ SECOND_SEED, stopwatch);
        List<List<Double>> blocks = new ArrayList<>();
        while (true) {
            double medianA;
            double medianB;
            if (blocks.size() % 2 == 0) {
                medianA = a.block(blockSeconds);
                medianB = b.block(blockSeconds);
            } else {
                medianB = b.block(blockSeconds);
                medianA = a.block(blockSeconds);
            }
            blocks.add(List.of(medianA, medianB));
            double share = Math.min(a.share(extent), b.share(extent));
            boolean enough = share >= 1 && blocks.size() >= PairedRatio.LEAST_PAIRS;
            boolean over = a.seconds() + b.seconds() >= 2 * extent.capSeconds();
            if (enough || (over && blocks.size() >= PairedRatio.LEAST_PAIRS)) {
                return new Both(a.timed(extent), b.timed(extent), blocks);
            }
            progress.at(Math.min(1, share));
        }
    }

    /** One of the two subjects with its samples. */
    private static final class Side<E extends Exception> {
        private final Subject<E> subject;
        private final InputOrder order;
        private final OutputChecks checks;
        private final SampleLog log;
        private final Stopwatch stopwatch;
        private long busy;
        private long count;

        Side(Subject<E> subject, Extent extent, long seed, Stopwatch stopwatch) {
            this.subject = subject;
            this.order = new InputOrder(seed, subject.inputs());
            this.checks = new OutputChecks(seed);
            this.log = new SampleLog(extent.samples(), true);
            this.stopwatch = stopwatch;
        }

        /** Median latency in nanoseconds of one block. */
        double block(double seconds) throws E {
            int settling = order.next();
            subject.infer(settling);
            SampleLog block = new SampleLog(BLOCK_SAMPLES, true);
            long least = (long) (seconds * 1e9);
            long start = stopwatch.nanos();
            long scheduled = start;
            int calls = 0;
            while (calls < LEAST_CALLS || scheduled - start < least) {
                int input = order.next();
                subject.infer(input);
                long end = stopwatch.nanos();
                long latency = end - scheduled;
                block.add(latency);
                log.add(latency);
                busy += latency;
                count++;
                calls++;
                scheduled = end;
                if (checks.isDue()) {
                    checks.check(subject, input);
                    scheduled = stopwatch.nanos();
                }
            }
            return Medians.of(block.toArray());
        }

        double seconds() {
            return busy / 1e9;
        }

        double share(Extent extent) {
            return Math.min(seconds() / extent.seconds(), count / (double) extent.queries());
        }

        TimedRun timed(Extent extent) {
            return new TimedRun(
                    log.toArray(),
                    count,
                    seconds(),
                    count < extent.queries(),
                    checks.checked(),
                    checks.differing(),
                    log.medians());
        }
    }
}
