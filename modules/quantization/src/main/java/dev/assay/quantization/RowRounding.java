package dev.assay.quantization;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The loops over all weights of a matrix, several blocks of lines at a time. The numbers do not depend on how many
 * threads there are: blocks are cut by size alone, and what they add up is added in their order.
 *
 * <p>A line is what lies together in the buffer: a row, or, where the buffer is transposed, a column.
 */
final class RowRounding {
    /** Weights in a block; enough that handing it to a thread costs nothing beside it. */
    private static final int BLOCK_WEIGHTS = 1 << 16;

    /**
     * Adding and subtracting {@code 1.5 * 2^23} rounds a float below 2^22 to the nearest integer, ties to even, as
     * {@link Math#rint} does. Quotients of a weight and its scale are below 2^9.
     */
    private static final float ROUNDER = 12_582_912f;

    private final FloatBuffer weights;
    private final int lines;
    private final int length;
    private final float factor;

    /**
     * A matrix where it stands.
     *
     * @param lines  number of lines
     * @param length weights in a line
     * @param factor multiplies every weight first
     */
    RowRounding(FloatBuffer weights, int lines, int length, float factor) {
        this.weights = weights;
        this.lines = lines;
        this.length = length;
        this.factor = factor;
    }

    /** Smallest and largest weights by group. */
    static final class Extremes {
        final float[] min;
        final float[] max;

        /** Extremes of nothing. */
        Extremes(int groups) {
            min = new float[groups];
            max = new float[groups];
            Arrays.fill(min, Float.POSITIVE_INFINITY);
            Arrays.fill(max, Float.NEGATIVE_INFINITY);
        }
    }

    /** Extremes of each place in a line over all lines. */
    Extremes acrossLines() {
        return blocks()
                .mapToObj(block -> {
                    Extremes extremes = new Extremes(length);
                    eachLine(block, (line, values) -> {
                        float[] min = extremes.min;
                        float[] max = extremes.max;
                        for (int i = 0; i < values.length; i++) {
                            min[i] = Math.min(min[i], values[i]);
                            max[i] = Math.max(max[i], values[i]);
                        }
                    });
                    return extremes;
                })
                .toList()
                .stream()
                .reduce(new Extremes(length), RowRounding::merged);
    }

    /** Extremes of each line. */
    Extremes alongLines() {
        Extremes extremes = new Extremes(lines);
        blocks().forEach(block -> eachLine(block, (line, values) -> {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            extremes.min[line] = low;
            extremes.max[line] = high;
        }));
        return extremes;
    }

    /** Extremes of everything. */
    Extremes overall() {
        Extremes all = alongLines();
        Extremes one = new Extremes(1);
        for (int line = 0; line < lines; line++) {
            one.min[0] = Math.min(one.min[0], all.min[line]);
            one.max[0] = Math.max(one.max[0], all.max[line]);
        }
        return one;
    }

    private static Extremes merged(Extremes left, Extremes right) {
        for (int i = 0; i < left.min.length; i++) {
            left.min[i] = Math.min(left.min[i], right.min[i]);
            left.max[i] = Math.max(left.max[i], right.max[i]);
        }
        return left;
    }

    /**
     * Rounds every weight.
     *
     * @param scales     of each place in a line; of each line when {@code transpose}
     * @param transpose  whether a line becomes a column of the result
     * @param into       row-major result
     */
    LineLoss round(float[] scales, int zeroPoint, Affine.Range range, boolean transpose, byte[] into) {
        return blocks()
                .mapToObj(block -> {
                    LineLoss loss = new LineLoss();
                    float[] lineScales = transpose ? new float[length] : scales;
                    int[] integers = new int[length];
                    eachLine(block, (line, values) -> {
                        if (transpose) {
                            Arrays.fill(lineScales, scales[line]);
                        }
                        quantize(values, lineScales, zeroPoint, range.min(), range.max(), integers);
                        loss.add(values, lineScales, zeroPoint, integers);
                        int start = transpose ? line : line * length;
                        int step = transpose ? lines : 1;
                        for (int i = 0; i < length; i++) {
                            into[start + i * step] = (byte) integers[i];
                        }
                    });
                    return loss;
                })
                .toList()
                .stream()
                .reduce(new LineLoss(), LineLoss::plus);
    }

    private static void quantize(float[] values, float[] scales, int zeroPoint, int low, int high, int[] integers) {
        for (int i = 0; i < values.length; i++) {
            float rounded = values[i] / scales[i] + ROUNDER - ROUNDER;
            integers[i] = Math.max(low, Math.min(high, (int) rounded + zeroPoint));
        }
    }

    private IntStream blocks() {
        int blocks = Math.ceilDiv(lines, linesPerBlock());
        IntStream all = IntStream.range(0, blocks);
        return blocks > 1 ? all.parallel() : all;
    }

    private int linesPerBlock() {
        return Math.max(1, BLOCK_WEIGHTS / length);
    }

    private void eachLine(int block, Line action) {
        float[] values = new float[length];
        int start = block * linesPerBlock();
        int end = Math.min(lines, start + linesPerBlock());
        for (int line = start; line < end; line++) {
            weights.get(weights.position() + line * length, values);
            if (factor != 1f) {
                for (int i = 0; i < length; i++) {
                    values[i] *= factor;
                }
            }
            action.take(line, values);
        }
    }

    @FunctionalInterface
    private interface Line {
        void take(int line, float[] values);
    }
}
