package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.protocol.JobLimits;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepeatabilityTest {
    private static final Validity VALID = new Validity(Validity.Status.VALID, List.of());

    @Test
    void startsThatAgreeAreValid() {
        assertThat(Repeatability.judge(List.of(VALID, VALID, VALID), List.of(10.0, 10.1, 10.19), "medians"))
                .isEqualTo(VALID);
    }

    @Test
    void startsThatLieApartAreSaidToBe() {
        Validity judged = Repeatability.judge(List.of(VALID, VALID, VALID), List.of(10.0, 10.1, 10.3), "medians");
        assertThat(judged.status()).isEqualTo(Validity.Status.SUSPECT);
        assertThat(judged.reasons())
                .containsExactly("The medians of 3 process starts lie 3.0 % apart; up to 2 % is repeatable.");
    }

    @Test
    void theWorstStartDecidesAndIsNamed() {
        Validity bad = new Validity(
                Validity.Status.INVALID,
                List.of("3 of 9 outputs checked during the timed part " + Validity.OUTPUTS_DIFFER));
        Validity judged = Repeatability.judge(List.of(VALID, bad, VALID), List.of(10.0, 10.0, 10.0), "medians");
        assertThat(judged.status()).isEqualTo(Validity.Status.INVALID);
        assertThat(judged.reasons()).singleElement().asString().startsWith("Start 2 of 3: ");
        assertThat(judged.outputsDiffer()).isTrue();
    }

    @Test
    void aDeviceThatSlowsDownIsSaidTo() {
        List<Double> minutes = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            minutes.add(196e6 * (1 + minute / 29.0)); // a phone's 196 ms that become 392
        }
        Trend trend = Trend.of(minutes);
        assertThat(trend.slowed()).isTrue();
        assertThat(trend.change()).isCloseTo(1.0, within(1e-9));
        assertThat(trend.slopePerTen()).isCloseTo(10 / 29.0, within(1e-9));
        assertThat(trend.sentence())
                .contains("196.0 ms in minute 1", "392.0 ms in minute 30", "+100.0 %", "does not keep");
        assertThat(Trend.of(List.of(5e6, 5.1e6)).slowed()).isFalse();
        assertThat(Trend.of(List.of(5e6))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyPartOfAWorkloadFitsIntoItsLimit(Tier tier) {
        Extent extent = tier.extent();
        double start = extent.warmUpCapSeconds() + extent.capSeconds();
        assertThat(limit(tier, "single-stream", false)).isGreaterThan(200 + tier.starts() * start);
        if (tier != Tier.SUSTAINED) {
            assertThat(limit(tier, "single-stream", true))
                    .isGreaterThan(200 + 2 * extent.warmUpCapSeconds() + 2 * extent.capSeconds());
            assertThat(limit(tier, "server", false))
                    .isGreaterThan(200 + tier.starts() * (extent.warmUpCapSeconds() + Server.mostSeconds(extent)));
        }
    }

    private static double limit(Tier tier, String scenario, boolean versus) {
        Workload workload = new Workload(scenario, tier.label(), 1, 1, Map.of(), Map.of(), null, 8);
        return JobLimits.of(workload, versus).wallSeconds();
    }
}
