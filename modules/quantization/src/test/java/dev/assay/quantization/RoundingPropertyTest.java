package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.onnx.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundingPropertyTest {
    /** Rounding moves a value by half a step at most; the last bits of float are allowed on top. */
    private static final double HALF_STEP = 0.5 * (1 + 1e-4);

    @Test
    void roundingMovesNoWeightByMoreThanHalfAStep() throws Exception {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 1 + random.nextInt(20);
            int columns = 1 + random.nextInt(20);
            float[] weights = new float[rows * columns];
            double magnitude = Math.pow(10, random.nextInt(60) - 30);
            double shift = random.nextBoolean() ? 0 : random.nextGaussian();
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) ((random.nextGaussian() + shift) * magnitude);
            }
            boolean perColumn = random.nextBoolean();
            RoundedWeights matrix = RoundedWeights.matrix(
                    FloatBuffer.wrap(weights), rows, columns, false, 1f, perColumn, random.nextBoolean(), s -> s);
            assertClose(weights, matrix, perColumn ? columns : 1);
            assertClose(weights, RoundedWeights.table(Tensors.ofFloats("t", weights, rows, columns), s -> s), 1);
        }
    }

    private static void assertClose(float[] weights, RoundedWeights rounded, int groups) {
        long[] values = Tensors.longs(rounded.values());
        long[] zeroPoints = Tensors.longs(rounded.zeroPoint());
        FloatBuffer scales = Tensors.floats(rounded.scale());
        assertThat(scales.remaining()).isEqualTo(groups);
        for (int i = 0; i < weights.length; i++) {
            double scale = scales.get(i % groups);
            double back = (values[i] - zeroPoints[i % groups]) * scale;
            // An asymmetric zero point is rounded too, which may clip the ends by up to another half step.
            double tolerance = zeroPoints[0] == 0 ? HALF_STEP : 2 * HALF_STEP;
            assertThat(Math.abs(back - weights[i])).isLessThanOrEqualTo(tolerance * scale);
        }
    }

    @Test
    void aTransposedMatrixAndAFactorGiveTheSameAsDoingItBefore() throws Exception {
        float[] weights = {1, 2, 3, -4, 5, 6};
        float[] transposedAndDoubled = {2, -8, 4, 10, 6, 12};
        RoundedWeights turned = RoundedWeights.matrix(FloatBuffer.wrap(weights), 3, 2, true, 2f, true, false, s -> s);
        RoundedWeights plain =
                RoundedWeights.matrix(FloatBuffer.wrap(transposedAndDoubled), 3, 2, false, 1f, true, false, s -> s);
        assertThat(turned.values()).isEqualTo(plain.values());
        assertThat(turned.scale()).isEqualTo(plain.scale());
    }

    @Test
    void weightsWithoutAnEightBitFormAreRefusedWithAReason() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> RoundedWeights.matrix(
                            FloatBuffer.wrap(new float[] {1, bad}), 1, 2, false, 1f, false, false, s -> s))
                    .isInstanceOf(RoundedWeights.Unroundable.class)
                    .hasMessageContaining("NaN or infinity");
        }
        assertThatThrownBy(() -> RoundedWeights.matrix(
                        FloatBuffer.wrap(new float[] {3e38f, -3e38f}), 1, 2, false, 1f, false, false, s -> s))
                .isInstanceOf(RoundedWeights.Unroundable.class)
                .hasMessageContaining("more than float32 can hold");
    }

    @Test
    void exactWeightsLoseNothing() throws Exception {
        RoundedWeights exact = RoundedWeights.matrix(
                FloatBuffer.wrap(new float[] {127, -127, 3, 0}), 2, 2, false, 1f, false, false, s -> s);
        assertThat(exact.sqnrDb()).isNull();
        assertThat(exact.cosine()).isEqualTo(1);
    }
}
