package dev.assay.guidance.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatioIntervalTest {
    @Test
    void aScaledCopyIsThatMuchSlower() {
        List<Long> fast = noisy(1000, 1_000_000, 1);
        List<Long> slow = noisy(1000, 2_000_000, 2);
        RatioInterval ratio = RatioInterval.ofMedians(slow, fast, 7);
        assertThat(ratio.ratio()).isCloseTo(2.0, within(0.03));
        assertThat(ratio.low()).isLessThan(2.0).isGreaterThan(1.9);
        assertThat(ratio.high()).isGreaterThan(2.0).isLessThan(2.1);
        assertThat(ratio.noDifferenceShown()).isFalse();
        assertThat(ratio.scope()).isEqualTo("within one process start");
    }

    @Test
    void twoDrawsOfTheSameThingShowNoDifference() {
        assertThat(RatioInterval.ofMedians(noisy(500, 1_000_000, 3), noisy(500, 1_000_000, 4), 7)
                        .noDifferenceShown())
                .isTrue();
    }

    @Test
    void theSeedMakesItRepeatable() {
        List<Long> one = noisy(300, 1_000_000, 5);
        List<Long> two = noisy(300, 1_100_000, 6);
        assertThat(RatioInterval.ofMedians(one, two, 42)).isEqualTo(RatioInterval.ofMedians(one, two, 42));
        assertThat(RatioInterval.ofMedians(one, two, 43).seed()).isEqualTo(43);
    }

    /** Blocks keep runs of slow samples together; single draws would make this interval far too narrow. */
    @Test
    void autocorrelatedSamplesWidenTheInterval() {
        List<Long> independent = noisy(900, 1_000_000, 8);
        List<Long> drifting = new ArrayList<>(independent);
        drifting.sort(null);
        List<Long> reference = noisy(900, 1_000_000, 9);
        RatioInterval narrow = RatioInterval.ofMedians(independent, reference, 1);
        RatioInterval wide = RatioInterval.ofMedians(drifting, reference, 1);
        assertThat(wide.high() - wide.low()).isGreaterThan(2 * (narrow.high() - narrow.low()));
    }

    /** Coverage by simulation: 200 experiments with a known ratio of 1.25; 95 % +- 5 points are expected to hold it. */
    @Test
    void coversTheTruthAboutAsOftenAsItSays() {
        int covered = 0;
        for (int i = 0; i < 200; i++) {
            RatioInterval ratio =
                    RatioInterval.ofMedians(noisy(400, 1_250_000, 1000 + i), noisy(400, 1_000_000, 5000 + i), i);
            if (ratio.low() <= 1.25 && ratio.high() >= 1.25) {
                covered++;
            }
        }
        assertThat(covered).isBetween(176, 199);
    }

    @Test
    void manySamplesAreThinnedButTheRatioIsOfAll() {
        List<Long> many = noisy(50_000, 1_000_000, 10);
        RatioInterval ratio = RatioInterval.ofMedians(many, many, 1);
        assertThat(ratio.ratio()).isEqualTo(1.0);
        assertThat(ratio.noDifferenceShown()).isTrue();
    }

    @Test
    void tooFewOrAbsurdSamplesAreRefused() {
        assertThatThrownBy(() -> RatioInterval.ofMedians(List.of(1L), noisy(9, 100, 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 8");
        assertThatThrownBy(() -> RatioInterval.ofMedians(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 0L), noisy(9, 100, 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 ns");
    }

    private static List<Long> noisy(int count, long nanos, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(Math.max(1, Math.round(nanos * (1 + 0.1 * random.nextGaussian()))));
        }
        return samples;
    }
}
