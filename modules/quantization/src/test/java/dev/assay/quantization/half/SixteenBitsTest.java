package dev.assay.quantization.half;

import static dev.assay.quantization.half.SixteenBits.BFLOAT16;
import static dev.assay.quantization.half.SixteenBits.FLOAT16;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SixteenBitsTest {
    @Test
    void everySixteenBitsSurviveTheWayToFloatAndBack() {
        for (SixteenBits format : SixteenBits.values()) {
            for (int bits = 0; bits < 1 << 16; bits++) {
                float value = format.toFloat((short) bits);
                if (Float.isNaN(value)) {
                    assertThat(format.toFloat(format.of(value))).isNaN();
                } else {
                    assertThat(format.of(value)).isEqualTo((short) bits);
                }
            }
        }
    }

    @Test
    void everyFloatBecomesTheNearestAndTiesBecomeEven() {
        Random random = new Random(11);
        for (int trial = 0; trial < 200_000; trial++) {
            float value = Float.intBitsToFloat(random.nextInt());
            for (SixteenBits format : SixteenBits.values()) {
                if (Float.isFinite(value) && !format.clamps(value)) {
                    assertNearest(format, value);
                }
            }
        }
        // Halfway between 1 and the next number up, and between that and the one after it.
        assertThat(BFLOAT16.of(0x1.01p0f)).isEqualTo(BFLOAT16.of(1f));
        assertThat(BFLOAT16.of(0x1.03p0f)).isEqualTo(BFLOAT16.of(0x1.04p0f));
        assertThat(FLOAT16.of(0x1.002p0f)).isEqualTo(FLOAT16.of(1f));
        assertThat(FLOAT16.of(0x1.006p0f)).isEqualTo(FLOAT16.of(0x1.008p0f));
    }

    private static void assertNearest(SixteenBits format, float value) {
        short bits = format.of(value);
        BigDecimal exact = new BigDecimal(value);
        BigDecimal distance =
                new BigDecimal(format.toFloat(bits)).subtract(exact).abs();
        for (int step : new int[] {-1, 1}) {
            float neighbour = format.toFloat((short) (bits + step));
            if (Float.isFinite(neighbour)) {
                BigDecimal other = new BigDecimal(neighbour).subtract(exact).abs();
                int order = distance.compareTo(other);
                assertThat(order < 0 || (order == 0 && (bits & 1) == 0))
                        .as("%s of %s", format, value)
                        .isTrue();
            }
        }
    }

    @Test
    void finiteStaysFiniteAndNotZeroStaysNotZero() {
        assertThat(FLOAT16.toFloat(FLOAT16.of(1e6f))).isEqualTo(65504f);
        assertThat(FLOAT16.toFloat(FLOAT16.of(-Float.MAX_VALUE))).isEqualTo(-65504f);
        assertThat(FLOAT16.toFloat(FLOAT16.of(1e-12f))).isEqualTo(0x1p-24f);
        assertThat(FLOAT16.toFloat(FLOAT16.of(-1e-12f))).isEqualTo(-0x1p-24f);
        assertThat(BFLOAT16.toFloat(BFLOAT16.of(-Float.MAX_VALUE))).isEqualTo(Float.intBitsToFloat(0xff7f_0000));
        assertThat(BFLOAT16.toFloat(BFLOAT16.of(Float.MIN_VALUE))).isPositive();
        for (SixteenBits format : SixteenBits.values()) {
            assertThat(format.toFloat(format.of(Float.NEGATIVE_INFINITY))).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(format.toFloat(format.of(Float.intBitsToFloat(0x7f80_0001))))
                    .isNaN();
            assertThat(format.toFloat(format.of(Float.intBitsToFloat(0xffff_ffff))))
                    .isNaN();
            assertThat(format.of(-0f)).isEqualTo((short) 0x8000);
        }
    }

    @Test
    void buffersAreConvertedFromWhereTheyStand() {
        FloatBuffer values = FloatBuffer.wrap(new float[] {9, 1, -2, 1e9f});
        values.get();
        assertThat(FLOAT16.convert(values)).containsExactly(0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b);
        assertThat(FLOAT16.clamped(values)).isEqualTo(1);
        assertThat(values.remaining()).isEqualTo(3);
    }
}
