package dev.assay.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples in the order in which they were taken, in an array that is allocated before the timed part. When it is full it
 * either takes no more or drops every second sample and keeps every second one from then on, so that what is left stays
 * spread evenly over the whole time.
 */
final class SampleLog {
    private final long[] samples;
    private final boolean thinned;
    private final List<Integer> marks = new ArrayList<>();
    private int count;
    private int stride = 1;
    private int skip;

    SampleLog(int capacity, boolean thinned) {
        this.samples = new long[capacity];
        this.thinned = thinned;
    }

    void add(long sample) {
        if (skip > 0) {
            skip--;
            return;
        }
        if (count == samples.length) {
            if (!thinned) {
                throw new IllegalStateException("The log of " + count + " samples is full.");
            }
            halve();
        }
        samples[count++] = sample;
        skip = stride - 1;
    }

    /** Whether another sample would not find room. */
    boolean isFull() {
        return !thinned && count == samples.length;
    }

    /** Ends a part, such as a minute. */
    void mark() {
        marks.add(count);
    }

    long[] toArray() {
        return Arrays.copyOf(samples, count);
    }

    /** Median of each part that was marked; parts without samples are left out. */
    List<Double> medians() {
        List<Double> medians = new ArrayList<>();
        int from = 0;
        for (int to : marks) {
            if (to > from) {
                medians.add(Medians.of(Arrays.copyOfRange(samples, from, to)));
            }
            from = to;
        }
        return medians;
    }

    private void halve() {
        int kept = 0;
        for (int i = 0; i < count; i += 2) {
            samples[kept++] = samples[i];
        }
        count = kept;
        stride *= 2;
        marks.replaceAll(mark -> (mark + 1) / 2);
    }
}
