package dev.assay.quantization.blockwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockPropertyTest {
    /** Rounding moves a value by half a step at most; the last bits of float are allowed on top. */
    private static final double HALF_STEP = 0.5 * (1 + 1e-4);

    private static float[] random(Random random, int count) {
        double magnitude = Math.pow(10, random.nextInt(40) - 20);
        double shift = random.nextBoolean() ? 0 : 3 * random.nextGaussian();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((random.nextGaussian() + shift) * magnitude);
        }
        return values;
    }

    private static BlockFormat format(Random random) {
        return new BlockFormat(random.nextBoolean() ? 4 : 8, 16 << random.nextInt(5), random.nextBoolean());
    }

    @Test
    void noWeightMovesByMoreThanAStepAllowsAndTheSearchNeverMakesABlockWorse() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            int rows = 1 + random.nextInt(150);
            int columns = 1 + random.nextInt(20);
            BlockFormat format = format(random);
            WeightMatrix weights = Inputs.weights(random(random, rows * columns), rows);
            BlockMatrix nearest = BlockMatrix.round(weights, format, new RoundToNearest());
            BlockMatrix searched = BlockMatrix.round(weights, format, new ShrinkSearch());
            assertThat(nearest.isUsable()).isTrue();
            for (int column = 0; column < columns; column++) {
                double[] errors = new double[nearest.blocks()];
                double[] searchedErrors = new double[nearest.blocks()];
                for (int row = 0; row < rows; row++) {
                    int block = row / format.block();
                    double step = Math.abs(nearest.scale(block, column));
                    double moved = Math.abs((double) nearest.dequantized(row, column) - weights.get(row, column));
                    // The zero point is rounded too, and the sign that is not the largest weight's has one step less.
                    boolean atAnEnd = nearest.integer(row, column) == 0 || nearest.integer(row, column) == format.top();
                    assertThat(moved).isLessThanOrEqualTo((atAnEnd ? 2 : 1) * HALF_STEP * step);
                    errors[block] += moved * moved;
                    searchedErrors[block] +=
                            Math.pow((double) searched.dequantized(row, column) - weights.get(row, column), 2);
                }
                for (int block = 0; block < errors.length; block++) {
                    assertThat(searchedErrors[block]).isLessThanOrEqualTo(errors[block] * (1 + 1e-5));
                }
            }
        }
    }

    @Test
    void everyLayoutHoldsTheSameIntegers() {
        Random random = new Random(6);
        for (int trial = 0; trial < 60; trial++) {
            int rows = 1 + random.nextInt(70);
            int columns = 1 + random.nextInt(9);
            BlockFormat format = format(random);
            BlockMatrix m = BlockMatrix.round(
                    Inputs.weights(random(random, rows * columns), rows), format, new RoundToNearest());
            byte[] perColumn = m.packedPerColumn();
            byte[] byRow = m.packedByRow();
            byte[] byColumn = m.packedByColumn();
            byte[] zerosPerColumn = m.zerosPerColumn();
            byte[] zerosByRow = m.zerosByRow();
            int padded = m.blocks() * format.block();
            int zeroStride = format.bits() == 8 ? m.blocks() : m.blocks() + m.blocks() % 2;
            int signed = format.symmetric() ? format.middle() : 0;
            assertThat(perColumn).hasSize(columns * padded * format.bits() / 8);
            assertThat(zerosPerColumn).hasSize(columns * zeroStride * format.bits() / 8);
            for (int column = 0; column < columns; column++) {
                for (int row = 0; row < rows; row++) {
                    int integer = m.integer(row, column);
                    assertThat(element(perColumn, column * padded + row, format))
                            .isEqualTo(integer);
                    int stored = (integer - signed) & format.top();
                    assertThat(element(byRow, row * columns + column, format)).isEqualTo(stored);
                    assertThat(element(byColumn, column * rows + row, format)).isEqualTo(stored);
                }
                for (int block = 0; block < m.blocks(); block++) {
                    int zero = m.zero(block, column);
                    assertThat(element(zerosPerColumn, column * zeroStride + block, format))
                            .isEqualTo(zero);
                    assertThat(element(zerosByRow, block * columns + column, format))
                            .isEqualTo(zero);
                    assertThat(m.scalesByRow()[block * columns + column]).isEqualTo(m.scale(block, column));
                }
            }
        }
    }

    private static int element(byte[] packed, int index, BlockFormat format) {
        return format.bits() == 8 ? packed[index] & 0xff : (packed[index / 2] >> (index % 2 * 4)) & 0xf;
    }

    @Test
    void aTransposedMatrixAndAFactorGiveTheSameAsDoingItBefore() {
        float[] weights = {1, 2, 3, -4, 5, 6};
        float[] turned = {2, -8, 4, 10, 6, 12};
        BlockFormat format = new BlockFormat(4, 16, false);
        BlockMatrix first = BlockMatrix.round(
                WeightMatrix.columnMajor(FloatBuffer.wrap(weights), 3, 2, 2f), format, new ShrinkSearch());
        BlockMatrix second = BlockMatrix.round(
                WeightMatrix.rowMajor(FloatBuffer.wrap(turned), 3, 2, 1f), format, new ShrinkSearch());
        assertThat(first.packedPerColumn()).isEqualTo(second.packedPerColumn());
        assertThat(first.scales()).isEqualTo(second.scales());
    }

    @Test
    void weightsThatSpanMoreThanFloatsAreNotUsable() {
        BlockFormat format = new BlockFormat(4, 16, false);
        WeightMatrix weights = Inputs.weights(new float[] {3e38f, -3e38f}, 2);
        assertThat(BlockMatrix.round(weights, format, new RoundToNearest()).isUsable())
                .isFalse();
        assertThat(BlockMatrix.round(weights, format, new ShrinkSearch()).isUsable())
                .isFalse();
        assertThat(Inputs.weights(new float[] {1, Float.NaN}, 2).isFinite()).isFalse();
    }

    @Test
    void otherBitsAndBlocksDoNotExist() {
        assertThatThrownBy(() -> new BlockFormat(3, 32, true)).hasMessageContaining("4 or 8 bits");
        assertThatThrownBy(() -> new BlockFormat(4, 48, true)).hasMessageContaining("not 48");
    }
}
