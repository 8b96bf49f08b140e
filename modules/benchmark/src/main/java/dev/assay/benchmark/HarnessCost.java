package dev.assay.benchmark;

/** What the measuring itself costs: the same loop around a call that does nothing. */
public final class HarnessCost {
    private static final int ROUNDS = 5;
    private static final int CALLS = 20_000;
    private static final Extent ROUND = new Extent(CALLS, 0, 5, 0, CALLS, false);

    private HarnessCost() {}

    private static final class Empty implements Subject<RuntimeException> {
        private int last;

        @Override
        public int inputs() {
            return 16;
        }

        @Override
        public void infer(int input) {
            last = input;
        }

        @Override
        public boolean matchesReference(int input) {
            return last == input;
        }
    }

    /**
     * Nanoseconds of one query for reading the clock, drawing an input and keeping the books: the median of
     * {@value #ROUNDS} rounds of {@value #CALLS} queries. To be called after a timed part, when the loop is compiled as
     * it was then.
     */
    public static double perCallNanos(long seed, Stopwatch stopwatch) {
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            TimedRun run = SingleStream.run(new Empty(), ROUND, seed, stopwatch, share -> {});
            double sum = 0;
            for (long nanos : run.latencyNanos()) {
                sum += nanos;
            }
            rounds[round] = sum / run.latencyNanos().length;
        }
        return Medians.of(rounds);
    }
}
