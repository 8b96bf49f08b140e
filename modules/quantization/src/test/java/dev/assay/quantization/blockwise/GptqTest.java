package dev.assay.quantization.blockwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class GptqTest {
    private static final BlockFormat FORMAT = new BlockFormat(4, 32, false);

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void theFactorOfTheInverseMultipliesBackToTheMoments() {
        Random random = new Random(8);
        for (int size : new int[] {1, 2, 31, 32, 33, 100}) {
            float[] rows = normal(random, 3 * size * size);
            SecondMoments moments = new SecondMoments(size);
            moments.add(rows);
            double[][] damped = new double[size][size];
            double trace = 0;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    for (int from = 0; from < rows.length; from += size) {
                        damped[i][j] += (double) rows[from + i] * rows[from + j];
                    }
                }
                trace += damped[i][i];
            }
            for (int i = 0; i < size; i++) {
                damped[i][i] += InverseFactor.DAMPING * trace / size;
            }
            InverseFactor factor = InverseFactor.of(moments);
            // H U^T U = 1
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double product = 0;
                    for (int k = 0; k < size; k++) {
                        double inverse = 0;
                        for (int u = 0; u <= Math.min(k, j); u++) {
                            inverse += factor.get(u, k) * factor.get(u, j);
                        }
                        product += damped[i][k] * inverse;
                    }
                    assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-8));
                }
            }
        }
    }

    @Test
    void neitherTheWayRowsArriveNorTheThreadsChangeABit() throws Exception {
        Random random = new Random(9);
        int size = 70;
        float[] rows = normal(random, 201 * size);
        WeightMatrix weights = Inputs.weights(normal(random, size * 130), size);
        SecondMoments atOnce = new SecondMoments(size);
        atOnce.add(rows);
        byte[] expected = Gptq.round(weights, InverseFactor.of(atOnce), FORMAT, new ShrinkSearch())
                .packedPerColumn();
        try (ForkJoinPool alone = new ForkJoinPool(1)) {
            byte[] packed = alone.submit(() -> {
                        SecondMoments oneByOne = new SecondMoments(size);
                        for (int from = 0; from < rows.length; from += size) {
                            oneByOne.add(Arrays.copyOfRange(rows, from, from + size));
                        }
                        return Gptq.round(weights, InverseFactor.of(oneByOne), FORMAT, new ShrinkSearch())
                                .packedPerColumn();
                    })
                    .get();
            assertThat(packed).isEqualTo(expected);
        }
    }

    @Test
    void inputsThatAreIndependentOrAlwaysZeroGivePlainRounding() {
        Random random = new Random(10);
        int size = 40;
        WeightMatrix weights = Inputs.weights(normal(random, size * 7), size);
        byte[] plain = BlockMatrix.round(weights, FORMAT, new RoundToNearest()).packedPerColumn();
        SecondMoments zeros = new SecondMoments(size);
        zeros.add(new float[3 * size]);
        assertThat(zeros.rows()).isEqualTo(3);
        assertThat(Gptq.round(weights, InverseFactor.of(zeros), FORMAT, new RoundToNearest())
                        .packedPerColumn())
                .isEqualTo(plain);
        SecondMoments unit = new SecondMoments(size);
        for (int i = 0; i < size; i++) {
            float[] row = new float[size];
            row[i] = 1;
            unit.add(row);
        }
        assertThat(Gptq.round(weights, InverseFactor.of(unit), FORMAT, new RoundToNearest())
                        .packedPerColumn())
                .isEqualTo(plain);
    }

    @Test
    void oneExampleIsEnoughAndBadOnesAreSeen() {
        SecondMoments one = new SecondMoments(4);
        one.add(new float[] {1, 2, 3, 4});
        assertThat(one.isFinite()).isTrue();
        assertThat(InverseFactor.of(one).get(0, 3)).isFinite();
        SecondMoments bad = new SecondMoments(4);
        bad.add(new float[] {1, Float.NaN, 3, 4});
        assertThat(bad.isFinite()).isFalse();
        assertThatThrownBy(() -> bad.add(new float[3])).hasMessageContaining("no rows of 4");
        assertThatThrownBy(() -> Gptq.round(
                        Inputs.weights(new float[6], 3), InverseFactor.of(one), FORMAT, new RoundToNearest()))
                .hasMessageContaining("3 rows");
    }
}
