package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Answers on a clock of its own: call number n takes as long as the function says. */
final class FakeSubject implements Subject<RuntimeException> {
    final List<Integer> asked = new ArrayList<>();
    private final LongUnaryOperator nanosOfCall;
    private final int wrongInput;
    private long now;

    FakeSubject(LongUnaryOperator nanosOfCall) {
        this(nanosOfCall, -1);
    }

    FakeSubject(LongUnaryOperator nanosOfCall, int wrongInput) {
        this.nanosOfCall = nanosOfCall;
        this.wrongInput = wrongInput;
    }

    /** Waits on the same clock. */
    Pause pause() {
        return until -> now = Math.max(now, until);
    }

    Stopwatch stopwatch() {
        return Stopwatch.of(() -> now);
    }

    @Override
    public int inputs() {
        return 8;
    }

    @Override
    public void infer(int input) {
        now += nanosOfCall.applyAsLong(asked.size());
        asked.add(input);
    }

    @Override
    public boolean matchesReference(int input) {
        now += 50_000; // must not be part of any latency
        return input != wrongInput;
    }
}
