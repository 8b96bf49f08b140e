package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The interval against its promise, on simulated measurements; all seeds are fixed, so the counts are too. */
class PairedRatioTest {
    private static final int EXPERIMENTS = 2_000;

    @ParameterizedTest
    @CsvFileSource(resources = "sign_ranks.csv")
    void ranksAreThoseOfTheSignTest(int pairs, int rank) {
        assertThat(PairedRatio.rank(pairs)).isEqualTo(rank);
    }

    @Test
    void tooFewPairsAreRefused() {
        List<List<Double>> five = pairs(1, 5, 1.0, 0.01);
        assertThatThrownBy(() -> PairedRatio.of(five))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 pairs");
    }

    @Test
    void theRatioIsSecondOverFirst() {
        PairedRatio ratio = PairedRatio.of(pairs(1, 24, 1.5, 0.01));
        assertThat(ratio.ratio()).isCloseTo(1.5, within(0.02));
        assertThat(ratio.low()).isLessThan(ratio.ratio()).isGreaterThan(1.45);
        assertThat(ratio.high()).isGreaterThan(ratio.ratio()).isLessThan(1.55);
        assertThat(ratio.noDifferenceShown()).isFalse();
    }

    @Test
    void theIntervalHoldsTheTruthInNineteenOfTwentyExperiments() {
        int held = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            PairedRatio ratio = PairedRatio.of(pairs(1_000 + i, 24, 1.07, 0.03));
            held += ratio.low() <= 1.07 && 1.07 <= ratio.high() ? 1 : 0;
        }
        assertThat(held / (double) EXPERIMENTS).isBetween(0.95, 0.995);
    }

    @Test
    void equalSpeedsAreFalselyToldApartInLessThanFivePerCent() {
        int alarms = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            alarms += PairedRatio.of(pairs(50_000 + i, 24, 1.0, 0.03)).noDifferenceShown() ? 0 : 1;
        }
        assertThat(alarms / (double) EXPERIMENTS).isLessThan(0.05);
    }

    /** The bar: 3 % found with 95 % power. Block medians that scatter by 3 % are what a shared machine gives. */
    @Test
    void threePerCentAreFoundInNineteenOfTwentyExperiments() {
        int found = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            PairedRatio ratio = PairedRatio.of(pairs(90_000 + i, 60, 1.03, 0.03));
            found += ratio.low() > 1 ? 1 : 0;
        }
        assertThat(found / (double) EXPERIMENTS).isGreaterThan(0.95);
        int quick = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            quick += PairedRatio.of(pairs(130_000 + i, 24, 1.03, 0.02)).low() > 1 ? 1 : 0;
        }
        assertThat(quick / (double) EXPERIMENTS).isGreaterThan(0.95);
    }

    /**
     * Pairs of block medians: a machine that slows down by a tenth over the measurement and wanders by a few per cent
     * from pair to pair, scatter of the given size in each block, and one block in twenty disturbed by half.
     */
    private static List<List<Double>> pairs(long seed, int count, double ratio, double scatter) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Double>> pairs = new ArrayList<>();
        double wander = 1;
        for (int i = 0; i < count; i++) {
            wander *= 1 + 0.03 * random.nextGaussian();
            double level = 1e6 * wander * (1 + 0.1 * i / count);
            pairs.add(List.of(block(random, level, scatter), block(random, level * ratio, scatter)));
        }
        return pairs;
    }

    private static double block(SplittableRandom random, double level, double scatter) {
        double disturbed = random.nextDouble() < 0.05 ? 1.5 : 1;
        return level * disturbed * Math.exp(scatter / Math.sqrt(2) * random.nextGaussian());
    }
}
