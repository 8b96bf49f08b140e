package dev.assay.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Resident memory of this process: the kernel's own high-water mark, and a sampler that reads the resident set every
 * {@value #EVERY_MILLIS} ms.
 */
public final class MemoryMeter implements AutoCloseable {
    static final int EVERY_MILLIS = 10;

    private static final Path STATUS = Path.of("/proc/self/status");

    private final AtomicLong highest = new AtomicLong();
    private final AtomicLong highestOfPart = new AtomicLong();
    private final Thread sampler;

    private MemoryMeter() {
        highest.set(residentBytes());
        sampler = Thread.ofPlatform().daemon().name("memory-meter").start(this::sample);
    }

    /** Starts to sample. */
    public static MemoryMeter start() {
        return new MemoryMeter();
    }

    /** Resident set now (VmRSS). */
    public static long residentBytes() {
        return read("VmRSS:");
    }

    /** Highest resident set since the process started (VmHWM) or that the sampler saw, whichever is more. */
    public long peakBytes() {
        return Math.max(read("VmHWM:"), highest.get());
    }

    /** Highest resident set that was seen since the last call of this method, or since the start. */
    public long takePeak() {
        look();
        return highestOfPart.getAndSet(0);
    }

    @Override
    public void close() {
        sampler.interrupt();
    }

    private void sample() {
        try {
            while (true) {
                look();
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void look() {
        long bytes = residentBytes();
        highest.accumulateAndGet(bytes, Math::max);
        highestOfPart.accumulateAndGet(bytes, Math::max);
    }

    private static long read(String key) {
        try {
            return parse(Files.readAllLines(STATUS), key);
        } catch (IOException e) {
            throw new UncheckedIOException("The memory of this process cannot be read from " + STATUS, e);
        }
    }

    static long parse(List<String> status, String key) {
        for (String line : status) {
            if (line.startsWith(key)) {
                String[] fields = line.substring(key.length()).trim().split("\\s+", -1);
                return Long.parseLong(fields[0]) * 1_024;
            }
        }
        throw new IllegalStateException("No " + key + " in " + STATUS);
    }
}
