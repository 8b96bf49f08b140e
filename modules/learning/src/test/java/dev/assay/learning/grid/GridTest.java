package dev.assay.learning.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private static GridChoice choice(int bits, boolean symmetric, GridChoice.Share share) {
        return new GridChoice(bits, symmetric, share, 16, 100);
    }

    private static float[] weights(int count, long seed, boolean normal) {
        Random random = new Random(seed);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = normal ? (float) random.nextGaussian() : random.nextFloat() * 2 - 1;
        }
        return weights;
    }

    /** The three vectors of ONNX's node test of {@code DynamicQuantizeLinear}. */
    @Test
    void dynamicInputIsThatOfTheOperator() {
        DynamicInput first = DynamicInput.of(new float[] {0, 2, -3, -2.5f, 1.34f, .5f});
        assertThat(first.scale()).isEqualTo(0.019607844f);
        assertThat(first.zeroPoint()).isEqualTo(153);
        assertThat(first.codes()).containsExactly(153, 255, 0, 26, 221, 179);

        DynamicInput negative = DynamicInput.of(new float[] {-1, -2.1f, -1.3f, -2.5f, -3.34f, -4});
        assertThat(negative.scale()).isEqualTo(0.015686275f);
        assertThat(negative.zeroPoint()).isEqualTo(255);
        assertThat(negative.codes()).containsExactly(191, 121, 172, 96, 42, 0);

        DynamicInput positive =
                DynamicInput.of(new float[] {1, 2.1f, 1.3f, 2.5f, 3.34f, 4, 1.5f, 2.6f, 3.9f, 4, 3, 2.345f});
        assertThat(positive.scale()).isEqualTo(0.015686275f);
        assertThat(positive.zeroPoint()).isZero();
        assertThat(positive.codes()).containsExactly(64, 134, 83, 159, 213, 255, 96, 166, 249, 255, 191, 149);

        DynamicInput zeros = DynamicInput.of(new float[] {0, 0});
        assertThat(zeros).isEqualTo(new DynamicInput(1, 0, List.of(0, 0)));
    }

    /** The vector of ONNX's node test of {@code MatMulInteger}. */
    @Test
    void integerProductIsThatOfTheOperator() {
        int[][] a = {{11, 7, 3}, {10, 6, 2}, {9, 5, 1}, {8, 4, 0}};
        int[][] b = {{1, 4}, {2, 5}, {3, 6}};
        assertThat(IntegerProduct.matMulInteger(a, b, 12, 0))
                .isDeepEqualTo(new int[][] {{-38, -83}, {-44, -98}, {-50, -113}, {-56, -128}});
    }

    /** By hand: left scale 3/255, zero point 85; right scale 2/127. One half is 42.5 steps, which rounds to 42. */
    @Test
    void twoByTwoStepByStep() {
        IntegerProduct product =
                IntegerProduct.of(new float[][] {{1, -1}, {2, .5f}}, new float[][] {{1, 2}, {-1, .25f}});

        assertThat(product.left().zeroPoint()).isEqualTo(85);
        assertThat(product.left().codes()).containsExactly(170, 0, 255, 127);
        assertThat(product.right()).containsExactly(64, 127, -64, 16);
        IntegerProduct.Cell cell = product.cells().get(3);
        assertThat(cell.terms())
                .containsExactly(
                        new IntegerProduct.Term(255, 127, 170 * 127), new IntegerProduct.Term(127, 16, 42 * 16));
        assertThat(cell.sum()).isEqualTo(22262);
        assertThat(cell.value()).isCloseTo((float) (22262 * (3 / 255.0) * (2 / 127.0)), within(1e-5f));
        assertThat(cell.exact()).isEqualTo(4.125);
        assertThat(product.cells().getFirst().exact()).isEqualTo(2);
        assertThatThrownBy(() -> IntegerProduct.of(new float[][] {{1, 2}}, new float[][] {{1}}))
                .hasMessageContaining("as many columns");
    }

    @ParameterizedTest
    @EnumSource(GridChoice.Share.class)
    void noWeightMovesByMoreThanHalfAStep(GridChoice.Share share) {
        float[] weights = weights(40 * 6, 1, true);
        for (int bits = 2; bits <= 8; bits++) {
            for (boolean symmetric : new boolean[] {true, false}) {
                WeightGrid grid = WeightGrid.of(weights, 40, 6, choice(bits, symmetric, share));
                float[] rounded = grid.rounded();
                assertThat(grid.groups())
                        .hasSize(
                                switch (share) {
                                    case TENSOR -> 1;
                                    case CHANNEL -> 6;
                                    case BLOCK -> 18;
                                });
                for (WeightGrid.Group group : grid.groups()) {
                    assertThat(group.clipped()).isZero();
                    for (int i = 0; i < group.count(); i++) {
                        int place = share == GridChoice.Share.TENSOR ? i : (group.firstRow() + i) * 6 + group.column();
                        // Zero points are whole numbers, so an end of an asymmetric grid may be half a step short.
                        assertThat(Math.abs(weights[place] - rounded[place]))
                                .isLessThanOrEqualTo(group.scale() * (symmetric ? .5001f : 1.0001f));
                    }
                }
                assertThat(grid.levels().stream()
                                .mapToLong(WeightGrid.Level::count)
                                .sum())
                        .isEqualTo(240);
            }
        }
    }

    @Test
    void zeroStaysZero() {
        WeightGrid grid = WeightGrid.of(new float[] {0, .3f, .9f, 0}, 2, 2, choice(3, false, GridChoice.Share.TENSOR));

        assertThat(grid.rounded()[0]).isZero();
        assertThat(grid.rounded()[3]).isZero();
    }

    /** By hand: largest magnitude 1.5 on a grid from -3 to 3 has steps of one half. */
    @Test
    void threeBitsByHand() {
        WeightGrid grid =
                WeightGrid.of(new float[] {1.5f, -.6f, .2f, .75f}, 2, 2, choice(3, true, GridChoice.Share.TENSOR));

        assertThat(grid.groups().getFirst().scale()).isEqualTo(.5f);
        assertThat(grid.codes()).containsExactly(3, -1, 0, 2);
        assertThat(grid.rounded()).containsExactly(1.5f, -.5f, 0, 1);
        assertThat(grid.maxAbsError()).isEqualTo(.25);
        double noise = .01 + .04 + .0625;
        assertThat(grid.rmsError()).isCloseTo(Math.sqrt(noise / 4), within(1e-7));
        assertThat(grid.sqnrDb()).isCloseTo(10 * Math.log10((2.25 + .36 + .04 + .5625) / noise), within(1e-5));
        assertThat(grid.levels()).extracting(WeightGrid.Level::count).containsExactly(0L, 0L, 1L, 1L, 0L, 1L, 1L);
        assertThat(grid.levels().getFirst().value()).isEqualTo(-1.5f);
        assertThat(grid.groups().getFirst().levelsUsed()).isEqualTo(4);
        assertThat(grid.bitsPerWeight()).isEqualTo(3 + 32 / 4.0);
    }

    @Test
    void eachBitOfAUniformWeightIsWorthSixDecibels() {
        List<Double> sqnr =
                WeightGrid.sqnrByBits(weights(20_000, 5, false), 200, 100, choice(8, true, GridChoice.Share.TENSOR));

        // Noise is step^2 / 12, and a symmetric grid of b bits has 2^b - 2 steps: nearly 20 log10(2) = 6.02 dB a bit.
        for (int bits = 4; bits <= 8; bits++) {
            double steps = ((1 << bits) - 2.0) / ((1 << (bits - 1)) - 2);
            assertThat(sqnr.get(bits - 2) - sqnr.get(bits - 3)).isCloseTo(20 * Math.log10(steps), within(.15));
        }
    }

    @Test
    void finerGridsAreNeverWorseHere() {
        float[] weights = weights(256 * 8, 9, true);
        for (int row = 0; row < 256; row++) {
            weights[row * 8 + 3] *= 20;
        }
        double tensor = WeightGrid.of(weights, 256, 8, choice(4, true, GridChoice.Share.TENSOR))
                .rmsError();
        double channel = WeightGrid.of(weights, 256, 8, choice(4, true, GridChoice.Share.CHANNEL))
                .rmsError();
        double block = WeightGrid.of(weights, 256, 8, choice(4, true, GridChoice.Share.BLOCK))
                .rmsError();

        assertThat(channel).isLessThan(tensor);
        assertThat(block).isLessThan(channel);
    }

    @Test
    void cuttingOffOutliersMakesTheGridFiner() {
        float[] weights = weights(10_000, 2, true);
        weights[0] = 40;
        WeightGrid all = WeightGrid.of(weights, 100, 100, choice(4, true, GridChoice.Share.TENSOR));
        WeightGrid most = WeightGrid.of(weights, 100, 100, new GridChoice(4, true, GridChoice.Share.TENSOR, 16, 99.9));

        assertThat(most.groups().getFirst().scale())
                .isLessThan(all.groups().getFirst().scale() / 5);
        assertThat(most.groups().getFirst().clipped()).isPositive();
        assertThat(most.maxAbsError()).isGreaterThan(30);
    }

    @Test
    void weightsThatLieOnTheGridLoseNothing() {
        WeightGrid grid = WeightGrid.of(new float[] {-127, 0, 1, 64}, 2, 2, choice(8, true, GridChoice.Share.TENSOR));
        assertThat(grid.sqnrDb()).isNull();
        assertThat(grid.cosine()).isEqualTo(1);
        assertThat(WeightGrid.of(new float[4], 2, 2, choice(2, false, GridChoice.Share.BLOCK))
                        .rounded())
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void otherNumbersOfBitsAreRefused(int bits) {
        assertThatThrownBy(() -> choice(bits, true, GridChoice.Share.TENSOR)).hasMessageContaining("2 to 8");
    }

    @Test
    void weightsWithoutAPlaceAreRefused() {
        assertThatThrownBy(() -> WeightGrid.of(new float[] {Float.NaN}, 1, 1, choice(4, true, GridChoice.Share.TENSOR)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> WeightGrid.of(new float[3], 2, 2, choice(4, true, GridChoice.Share.TENSOR)))
                .hasMessageContaining("2 rows");
    }

    @Test
    void barsHoldEveryValue() {
        Bars bars = Bars.of(new float[] {0, .1f, .5f, .99f, 1}, 4);

        assertThat(bars.bars()).extracting(Bars.Bar::count).containsExactly(2L, 0L, 1L, 2L);
        assertThat(bars.bars().getLast().to()).isEqualTo(1);
        assertThat(Bars.of(new float[] {3, 3}, 10).bars()).containsExactly(new Bars.Bar(3, 3, 2));
        float[] many = weights(1000, 4, true);
        assertThat(Bars.of(many, 31).bars().stream().mapToLong(Bars.Bar::count).sum())
                .isEqualTo(1000);
    }
}
