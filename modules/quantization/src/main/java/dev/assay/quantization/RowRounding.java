package dev.assay.quantization;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * The loops over all weights of a matrix, several blocks of lines at a time. The numbers do not depend on how many
 * threads there are: blocks are cut by size alone, and what they add up is added in their order.
 *
 * <p>A line is what lies together in the buffer: a row, or, where the buffer is transposed, a column.
 *
 * <p>Mostly these loops run in a program that has just started, so each pass is one method with one loop nest, which the
 * compiler replaces while it runs, and compares the bits of floats as integers, which is one instruction from the first
 * compiler on: those without their sign are in the order of the magnitudes, NaN behind infinity.
 */
final class RowRounding {
    /** Weights in a block; enough that handing it to a thread costs nothing beside it. */
    private static final int BLOCK_WEIGHTS = 1 << 16;

    /** Weights that are copied out of the buffer at a time: they stay in the nearest cache, and cost no fresh memory. */
    private static final int GROUP_WEIGHTS = 1 << 12;

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

    /** The smallest and the largest weight; NaN where there is one. */
    record Ends(float min, float max) {}

    /** The largest magnitude of each place in a line over all lines; NaN where there is one. */
    float[] magnitudesAcross() {
        int[] largest = blocks().mapToObj(block -> {
                    int[] found = new int[length];
                    eachGroup(block, (values, count, line) -> magnitudesAcross(values, count, found));
                    return found;
                })
                .reduce(RowRounding::larger)
                .orElseGet(() -> new int[length]);
        return floats(largest);
    }

    /** The largest magnitude of each line; NaN where there is one. */
    float[] magnitudesAlong() {
        int[] largest = new int[lines];
        blocks().forEach(block ->
                eachGroup(block, (values, count, line) -> magnitudesAlong(values, count, length, largest, line)));
        return floats(largest);
    }

    /** The ends of everything. */
    Ends ends() {
        int[] found = blocks().mapToObj(block -> {
                    int[] ends = {Integer.MAX_VALUE, Integer.MIN_VALUE};
                    eachGroup(block, (values, count, line) -> ends(values, count, ends));
                    return ends;
                })
                .reduce((left, right) -> new int[] {Math.min(left[0], right[0]), Math.max(left[1], right[1])})
                .orElseThrow();
        return new Ends(Float.intBitsToFloat(ordered(found[0])), Float.intBitsToFloat(ordered(found[1])));
    }

    private static void magnitudesAcross(float[] values, int count, int[] largest) {
        for (int start = 0; start < count; start += largest.length) {
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], Float.floatToRawIntBits(values[start + i]) & Integer.MAX_VALUE);
            }
        }
    }

    private static void magnitudesAlong(float[] values, int count, int length, int[] largest, int firstLine) {
        int line = firstLine;
        for (int start = 0; start < count; start += length) {
            int found = 0;
            for (int i = start; i < start + length; i++) {
                found = Math.max(found, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
            }
            largest[line++] = found;
        }
    }

    private static void ends(float[] values, int count, int[] ends) {
        int least = ends[0];
        int most = ends[1];
        for (int i = 0; i < count; i++) {
            int bits = ordered(Float.floatToRawIntBits(values[i]));
            least = Math.min(least, bits);
            most = Math.max(most, bits);
        }
        ends[0] = least;
        ends[1] = most;
    }

    /** Integers in the order of the floats whose bits these are, and back; NaN is at either end. */
    private static int ordered(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    private static int[] larger(int[] left, int[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] = Math.max(left[i], right[i]);
        }
        return left;
    }

    private static float[] floats(int[] bits) {
        float[] floats = new float[bits.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(bits[i]);
        }
        return floats;
    }

    /**
     * Rounds every weight.
     *
     * @param scales     of each place in a line; of each line when {@code transpose}
     * @param transpose  whether a line becomes a column of the result
     * @param into       row-major result
     */
    WeightLoss round(float[] scales, int zeroPoint, Affine.Range range, boolean transpose, byte[] into) {
        return blocks()
                .mapToObj(block -> {
                    double[] sums = new double[4];
                    eachGroup(block, (values, count, line) -> {
                        if (transpose) {
                            columns(values, count, length, scales, line, range, into, sums);
                        } else {
                            rows(values, count, scales, zeroPoint, range, into, line * length, sums);
                        }
                    });
                    return new WeightLoss(sums[0], sums[1], sums[2], sums[3]);
                })
                .toList()
                .stream()
                .reduce(new WeightLoss(), WeightLoss::plus);
    }

    private static void rows(
            float[] values,
            int count,
            float[] scales,
            int zeroPoint,
            Affine.Range range,
            byte[] into,
            int first,
            double[] sums) {
        int low = range.min();
        int high = range.max();
        double signal = 0;
        double noise = 0;
        double rounded = 0;
        double dot = 0;
        for (int start = 0; start < count; start += scales.length) {
            for (int i = 0; i < scales.length; i++) {
                float value = values[start + i];
                float scale = scales[i];
                int integer = Math.max(low, Math.min(high, (int) (value / scale + ROUNDER - ROUNDER) + zeroPoint));
                into[first + start + i] = (byte) integer;
                double is = (integer - zeroPoint) * scale;
                double change = value - is;
                signal += (double) value * value;
                rounded += is * is;
                dot += value * is;
                noise += change * change;
            }
        }
        sums[0] += signal;
        sums[1] += noise;
        sums[2] += rounded;
        sums[3] += dot;
    }

    /** Lines with a scale each become columns; symmetric weights have no zero point. */
    private static void columns(
            float[] values,
            int count,
            int length,
            float[] scales,
            int firstColumn,
            Affine.Range range,
            byte[] into,
            double[] sums) {
        int low = range.min();
        int high = range.max();
        double signal = 0;
        double noise = 0;
        double rounded = 0;
        double dot = 0;
        int column = firstColumn;
        int columns = into.length / length;
        for (int start = 0; start < count; start += length) {
            float scale = scales[column];
            for (int i = 0; i < length; i++) {
                float value = values[start + i];
                int integer = Math.max(low, Math.min(high, (int) (value / scale + ROUNDER - ROUNDER)));
                into[column + i * columns] = (byte) integer;
                double is = integer * scale;
                double change = value - is;
                signal += (double) value * value;
                rounded += is * is;
                dot += value * is;
                noise += change * change;
            }
            column++;
        }
        sums[0] += signal;
        sums[1] += noise;
        sums[2] += rounded;
        sums[3] += dot;
    }

    private IntStream blocks() {
        int blocks = Math.ceilDiv(lines, linesPerBlock());
        IntStream all = IntStream.range(0, blocks);
        return blocks > 1 ? all.parallel() : all;
    }

    private int linesPerBlock() {
        return Math.max(1, BLOCK_WEIGHTS / length);
    }

    private int firstLine(int block) {
        return block * linesPerBlock();
    }

    /** Copies the lines of a block, some at a time, and hands them on. */
    private void eachGroup(int block, Group action) {
        int end = Math.min(lines, firstLine(block) + linesPerBlock());
        int step = Math.max(1, GROUP_WEIGHTS / length);
        float[] values = new float[Math.min(step, end - firstLine(block)) * length];
        for (int line = firstLine(block); line < end; line += step) {
            int count = Math.min(step, end - line) * length;
            weights.get(weights.position() + line * length, values, 0, count);
            if (factor != 1f) {
                for (int i = 0; i < count; i++) {
                    values[i] *= factor;
                }
            }
            action.take(values, count, line);
        }
    }

    @FunctionalInterface
    private interface Group {
        /** The first {@code count} values are whole lines, beginning with that one. */
        void take(float[] values, int count, int line);
    }
}
