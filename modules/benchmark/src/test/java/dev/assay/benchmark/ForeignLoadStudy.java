package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much the work of another process shifts median and tail; the thresholds of {@link ValidityGates} come from its
 * table. Not a test: run it on a machine that is otherwise quiet (CONTRIBUTING.md has the command).
 *
 * <p>A child process is busy for a share of every 20 ms. Each share is measured in turns with no load, so that what else
 * the machine does hits both.
 */
public final class ForeignLoadStudy {
    private static final long PERIOD_NANOS = 20_000_000;
    private static final Extent BLOCK = new Extent(10, 1.0, 5, 1, 100_000, true);
    private static final int PAIRS = 8;

    private ForeignLoadStudy() {}

    /** {@code [THREADS]}: the study, of work on one thread or on several; with {@code hog SHARE} the child process. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2) {
            hog(Double.parseDouble(arguments[1]));
            return;
        }
        int threads = arguments.length == 1 ? Integer.parseInt(arguments[0]) : 1;
        System.out.println("busy  foreign cores  median  95 % interval      p99 of all");
        for (double share : new double[] {0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0}) {
            study(share, threads);
        }
    }

    private static void study(double share, int threads) throws Exception {
        try (ParallelArithmetic subject = new ParallelArithmetic(threads)) {
            study(share, subject);
        }
    }

    private static void study(double share, Subject<RuntimeException> subject) throws Exception {
        Stopwatch stopwatch = Stopwatch.system();
        List<List<Double>> blocks = new ArrayList<>();
        double foreign = 0;
        double tail = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            double[] medians = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                boolean loaded = (pair + turn) % 2 == 1;
                Process child = loaded ? start(share) : null;
                Thread.sleep(300);
                HostCounters before = HostCounters.read(stopwatch);
                TimedRun run = SingleStream.run(subject, BLOCK, pair, stopwatch, at -> {});
                Conditions conditions = Conditions.between(before, HostCounters.read(stopwatch));
                if (child != null) {
                    child.destroyForcibly().waitFor();
                    Double cores = conditions.foreignCores();
                    foreign += cores == null ? 0 : cores / PAIRS;
                    long[] sorted = run.latencyNanos().clone();
                    Arrays.sort(sorted);
                    tail += sorted[(int) (sorted.length * 0.99)] / 1e6 / PAIRS;
                }
                medians[loaded ? 1 : 0] = Medians.of(run.latencyNanos());
            }
            blocks.add(List.of(medians[0], medians[1]));
        }
        PairedRatio ratio = PairedRatio.of(blocks);
        System.out.printf(
                Locale.ROOT,
                "%4.2f  %13.2f  %+5.1f %%  %+5.1f .. %+5.1f %%  %.3f ms%n",
                share,
                foreign,
                100 * (ratio.ratio() - 1),
                100 * (ratio.low() - 1),
                100 * (ratio.high() - 1),
                tail);
    }

    private static Process start(double share) throws Exception {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForeignLoadStudy.class.getName(),
                        "hog",
                        String.valueOf(share))
                .inheritIO()
                .start();
    }

    private static void hog(double share) throws InterruptedException {
        Stopwatch stopwatch = Stopwatch.system();
        while (true) {
            long start = stopwatch.nanos();
            while (stopwatch.nanos() - start < share * PERIOD_NANOS) {
                Thread.onSpinWait();
            }
            long left = PERIOD_NANOS - (stopwatch.nanos() - start);
            if (left > 0) {
                Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
    }

    /** About half a millisecond of the same arithmetic on every thread, ready when the slowest one is. */
    private static final class ParallelArithmetic implements Subject<RuntimeException>, AutoCloseable {
        private final int threads;
        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private volatile boolean closed;
        private volatile double result;

        ParallelArithmetic(int threads) {
            this.threads = threads;
            for (int i = 1; i < threads; i++) {
                Thread.ofPlatform().daemon().start(this::help);
            }
        }

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public void infer(int input) {
            finished.set(0);
            rounds.incrementAndGet();
            result = arithmetic();
            while (finished.get() < threads - 1) {
                Thread.onSpinWait();
            }
        }

        /** Spins between rounds, as the threads of ONNX Runtime do. */
        private void help() {
            int seen = 0;
            while (!closed) {
                if (rounds.get() == seen) {
                    Thread.onSpinWait();
                } else {
                    seen++;
                    result = arithmetic();
                    finished.incrementAndGet();
                }
            }
        }

        private static double arithmetic() {
            double x = 0.5;
            for (int i = 0; i < 200_000; i++) {
                x = 3.9 * x * (1 - x);
            }
            return x;
        }

        @Override
        public boolean matchesReference(int input) {
            return result > 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
