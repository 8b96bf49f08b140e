package dev.assay.benchmark;

import java.util.function.LongSupplier;

/** The monotonic clock; the one place that reads {@link System#nanoTime()}. Its values only mean something as differences. */
public final class Stopwatch {
    /** Name of the clock, as recorded with measurements. */
    public static final String NAME = "System.nanoTime (CLOCK_MONOTONIC)";

    private static final Stopwatch SYSTEM = new Stopwatch(System::nanoTime);

    private final LongSupplier source;

    private Stopwatch(LongSupplier source) {
        this.source = source;
    }

    /** The clock of this machine; it does not stop for corrections of the time of day. */
    public static Stopwatch system() {
        return SYSTEM;
    }

    /** A clock for tests. */
    public static Stopwatch of(LongSupplier nanoseconds) {
        return new Stopwatch(nanoseconds);
    }

    /** Nanoseconds since some fixed moment. */
    public long nanos() {
        return source.getAsLong();
    }

    /** Seconds from an earlier reading until now. */
    public double secondsSince(long nanos) {
        return (nanos() - nanos) / 1e9;
    }
}
