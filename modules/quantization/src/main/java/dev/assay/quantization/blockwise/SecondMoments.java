package dev.assay.quantization.blockwise;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The sum of {@code x x^T} over all rows {@code x} that a layer was fed: the second moments of its input, without their
 * mean taken off. Rows are gathered and then added many at a time; every element is summed in the order of the rows, in
 * double precision, so neither the number of threads nor the way in which the rows arrive changes a bit.
 */
public final class SecondMoments {
    private static final int GATHERED = 64;

    /** Rows that one pass over the sums adds. */
    private static final int TOGETHER = 8;

    private final int size;
    private final double[][] sums;
    private final double[][] gathered;
    private int waiting;
    private long rows;
    private boolean finite = true;

    /** No rows yet, of this many elements each. */
    public SecondMoments(int size) {
        this.size = size;
        this.sums = new double[size][];
        for (int i = 0; i < size; i++) {
            sums[i] = new double[size - i];
        }
        this.gathered = new double[GATHERED][size];
    }

    /** Bytes that the sums of this size take. */
    public static long bytes(int size) {
        return ((long) size * (size + 1) / 2 + (long) GATHERED * size) * Double.BYTES;
    }

    /**
     * Adds rows that follow each other.
     *
     * @param values may be reused afterwards
     */
    public void add(float[] values) {
        if (values.length % size != 0) {
            throw new IllegalArgumentException(values.length + " values are no rows of " + size);
        }
        for (int from = 0; from < values.length; from += size) {
            double[] row = gathered[waiting];
            for (int i = 0; i < size; i++) {
                row[i] = values[from + i];
                finite &= Float.isFinite(values[from + i]);
            }
            rows++;
            waiting++;
            if (waiting == GATHERED) {
                flush();
            }
        }
    }

    /** Rows added so far. */
    public long rows() {
        return rows;
    }

    /** False when a row held NaN or an infinity; the sums are then of no use. */
    public boolean isFinite() {
        return finite;
    }

    public int size() {
        return size;
    }

    /** The upper triangle: row {@code i} holds the elements from the diagonal on. Not a copy. */
    double[][] upper() {
        flush();
        return sums;
    }

    private void flush() {
        if (waiting == 0) {
            return;
        }
        for (int t = waiting; t % TOGETHER != 0; t++) {
            Arrays.fill(gathered[t], 0);
            waiting++;
        }
        int count = waiting;
        IntStream.range(0, size).parallel().forEach(i -> {
            for (int t = 0; t < count; t += TOGETHER) {
                addEight(sums[i], i, t);
            }
        });
        waiting = 0;
    }

    private void addEight(double[] sum, int i, int t) {
        double[] r0 = gathered[t];
        double[] r1 = gathered[t + 1];
        double[] r2 = gathered[t + 2];
        double[] r3 = gathered[t + 3];
        double[] r4 = gathered[t + 4];
        double[] r5 = gathered[t + 5];
        double[] r6 = gathered[t + 6];
        double[] r7 = gathered[t + 7];
        double a0 = r0[i];
        double a1 = r1[i];
        double a2 = r2[i];
        double a3 = r3[i];
        double a4 = r4[i];
        double a5 = r5[i];
        double a6 = r6[i];
        double a7 = r7[i];
        for (int j = 0; j < sum.length; j++) {
            int k = i + j;
            sum[j] = sum[j]
                    + a0 * r0[k]
                    + a1 * r1[k]
                    + a2 * r2[k]
                    + a3 * r3[k]
                    + a4 * r4[k]
                    + a5 * r5[k]
                    + a6 * r6[k]
                    + a7 * r7[k];
        }
    }
}
