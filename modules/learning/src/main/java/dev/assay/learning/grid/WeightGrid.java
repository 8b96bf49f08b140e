package dev.assay.learning.grid;

import dev.assay.quantization.Affine;
import dev.assay.quantization.WeightLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of weights on a grid: {@code code = round(w / scale) + zeroPoint}, within the range, and back
 * {@code scale * (code - zeroPoint)}. Ties round to even.
 *
 * <p>With eight bits, symmetric, these are the integers that the product stores for a matrix or its columns. Its schemes of
 * four bits in blocks choose a block's scale by another rule, {@code quantization.blockwise.RoundToNearest}, which uses the
 * one integer more below the middle than above.
 */
public final class WeightGrid {
    /** Bits of a stored scale. */
    private static final int SCALE_BITS = 32;

    private final GridChoice choice;
    private final int columns;
    private final float[] weights;
    private final int[] codes;
    private final float[] rounded;
    private final List<Group> groups;
    private final @Nullable Double sqnrDb;
    private final double cosine;

    /**
     * Weights that share a grid.
     *
     * @param column     column of a channel or block; -1 for the whole matrix
     * @param firstRow   where the block begins
     * @param count      weights
     * @param min        smallest weight
     * @param max        largest weight
     * @param low        the weight that the lowest code stands for
     * @param high       the weight that the highest code stands for
     * @param clipped    weights beyond the grid by more than half a step
     * @param levelsUsed different codes in use
     */
    public record Group(
            int column,
            int firstRow,
            int count,
            float min,
            float max,
            float scale,
            int zeroPoint,
            float low,
            float high,
            int clipped,
            int levelsUsed) {}

    /**
     * Weights on one code of the grid.
     *
     * @param value what the code stands for in the first group; scales differ between groups
     */
    public record Level(int code, float value, long count) {}

    private WeightGrid(float[] weights, int rows, int columns, GridChoice choice) {
        this.choice = choice;
        this.columns = columns;
        this.weights = weights;
        this.codes = new int[weights.length];
        this.rounded = new float[weights.length];
        List<Group> found = new ArrayList<>();
        int run = switch (choice.share()) {
            case TENSOR, CHANNEL -> rows;
            case BLOCK -> Math.min(choice.block(), rows);
        };
        if (choice.share() == GridChoice.Share.TENSOR) {
            int[] all = new int[weights.length];
            Arrays.setAll(all, i -> i);
            found.add(round(-1, 0, all));
        } else {
            for (int column = 0; column < columns; column++) {
                for (int first = 0; first < rows; first += run) {
                    int[] places = new int[Math.min(run, rows - first)];
                    for (int i = 0; i < places.length; i++) {
                        places[i] = (first + i) * columns + column;
                    }
                    found.add(round(column, first, places));
                }
            }
        }
        this.groups = List.copyOf(found);
        WeightLoss loss = new WeightLoss();
        for (int i = 0; i < weights.length; i++) {
            loss.add(weights[i], rounded[i]);
        }
        this.sqnrDb = loss.sqnrDb();
        this.cosine = loss.cosine();
    }

    /**
     * Puts weights on a grid.
     *
     * @param weights {@code [rows, columns]}, by rows; finite
     */
    public static WeightGrid of(float[] weights, int rows, int columns, GridChoice choice) {
        if (rows < 1 || columns < 1 || (long) rows * columns != weights.length) {
            throw new IllegalArgumentException(
                    weights.length + " weights do not make a matrix of " + rows + " rows and " + columns + " columns.");
        }
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new IllegalArgumentException(
                        "The weights contain NaN or infinity, for which no grid has a place.");
            }
        }
        return new WeightGrid(weights.clone(), rows, columns, choice);
    }

    private Group round(int column, int firstRow, int[] places) {
        float[] sorted = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            sorted[i] = weights[places[i]];
        }
        Arrays.sort(sorted);
        int cut = (int) Math.floor((100 - choice.percentile()) / 200 * sorted.length);
        Affine.Range range = choice.range();
        Affine map = Affine.of(sorted[cut], sorted[sorted.length - 1 - cut], range, choice.symmetric());
        if (!map.isUsable()) {
            throw new IllegalArgumentException("The weights span more than float32 can hold, so no scale fits.");
        }
        float low = map.dequantize(range.min());
        float high = map.dequantize(range.max());
        float half = map.scale() / 2;
        boolean[] used = new boolean[range.max() - range.min() + 1];
        int levels = 0;
        int clipped = 0;
        for (int place : places) {
            int code = map.quantize(weights[place], range);
            codes[place] = code;
            rounded[place] = map.dequantize(code);
            levels += used[code - range.min()] ? 0 : 1;
            used[code - range.min()] = true;
            clipped += weights[place] < low - half || weights[place] > high + half ? 1 : 0;
        }
        return new Group(
                column,
                firstRow,
                places.length,
                sorted[0],
                sorted[sorted.length - 1],
                map.scale(),
                map.zeroPoint(),
                low,
                high,
                clipped,
                levels);
    }

    public GridChoice choice() {
        return choice;
    }

    /** By columns, then rows; one for the whole matrix. */
    public List<Group> groups() {
        return groups;
    }

    /** The integers, by rows. */
    public int[] codes() {
        return codes.clone();
    }

    /** What the integers stand for, by rows. */
    public float[] rounded() {
        return rounded.clone();
    }

    public int code(int row, int column) {
        return codes[row * columns + column];
    }

    /** Signal to rounding noise of all weights in dB; null when nothing was lost. */
    public @Nullable Double sqnrDb() {
        return sqnrDb;
    }

    /** Of the weights before and after, taken as vectors. */
    public double cosine() {
        return cosine;
    }

    /** The largest difference that the grid made. */
    public double maxAbsError() {
        double max = 0;
        for (int i = 0; i < weights.length; i++) {
            max = Math.max(max, Math.abs((double) weights[i] - rounded[i]));
        }
        return max;
    }

    /** Root of the mean of the squared differences. */
    public double rmsError() {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double error = (double) weights[i] - rounded[i];
            sum += error * error;
        }
        return Math.sqrt(sum / weights.length);
    }

    /** Bits of a weight in a file, scales of 32 bits and zero points (asymmetric only) included. */
    public double bitsPerWeight() {
        int overhead = SCALE_BITS + (choice.symmetric() ? 0 : choice.bits());
        return choice.bits() + (double) overhead * groups.size() / weights.length;
    }

    /** How many weights each code has, lowest code first, unused ones too. */
    public List<Level> levels() {
        Affine.Range range = choice.range();
        long[] counts = new long[range.max() - range.min() + 1];
        for (int code : codes) {
            counts[code - range.min()]++;
        }
        Affine first = new Affine(groups.getFirst().scale(), groups.getFirst().zeroPoint());
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            int code = range.min() + i;
            levels.add(new Level(code, first.dequantize(code), counts[i]));
        }
        return levels;
    }

    /** Signal to noise in dB for every number of bits from 2 to 8, all else alike; null where nothing was lost. */
    public static List<@Nullable Double> sqnrByBits(float[] weights, int rows, int columns, GridChoice choice) {
        List<@Nullable Double> sqnr = new ArrayList<>();
        for (int bits = 2; bits <= 8; bits++) {
            sqnr.add(of(
                            weights,
                            rows,
                            columns,
                            new GridChoice(
                                    bits, choice.symmetric(), choice.share(), choice.block(), choice.percentile()))
                    .sqnrDb());
        }
        return sqnr;
    }
}
