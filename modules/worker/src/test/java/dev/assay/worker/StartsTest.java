package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.benchmark.Conditions;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.Harness;
import dev.assay.protocol.MeasurementDetails.Rate;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.worker.job.Frame;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartsTest {
    private static Frame.Measured start(long nanos, double foreign, @Nullable ScenarioResult scenario) {
        Frame.Timing timing = new Frame.Timing(
                2,
                List.of(1.0),
                true,
                Collections.nCopies(10, nanos),
                1,
                new Validity(Validity.Status.VALID, List.of()),
                new Conditions(foreign, 0.0, 0.001, null, 2_000.0, 2_100.0, 50.0, 60.0, 1L),
                List.of(),
                scenario,
                new Harness(50, 0.001),
                null);
        return new Frame.Measured(100, timing, null, null, null);
    }

    private static ScenarioResult server(double rate) {
        return new ScenarioResult(
                "server", 1, 700, rate, 20.0, List.of(new Rate(rate, 700, 19.0, true)), 1, "one at a time");
    }

    @Test
    void oneStartIsItself() {
        Frame.Measured only = start(1_000, 0.1, null);
        assertThat(Starts.join(List.of(only))).isSameAs(only.timing());
    }

    @Test
    void samplesFollowEachOtherAndConditionsAreAveraged() {
        List<Frame.Measured> starts =
                List.of(start(1_000, 0.1, null), start(1_001, 0.2, null), start(1_002, 0.3, null));
        Frame.Timing joined = Starts.join(starts);
        assertThat(joined.latencyNanos()).hasSize(30).startsWith(1_000L).endsWith(1_002L);
        assertThat(joined.elapsedSeconds()).isEqualTo(3);
        assertThat(joined.validity().status()).isEqualTo(Validity.Status.VALID);
        assertThat(joined.conditions().foreignCores()).isCloseTo(0.2, within(1e-12));
        assertThat(joined.conditions().pressureShare()).isNull();
        assertThat(joined.conditions().throttleEvents()).isEqualTo(3);
        assertThat(Starts.list(starts))
                .extracting(each -> each.medianNanos())
                .containsExactly(1_000.0, 1_001.0, 1_002.0);
    }

    @Test
    void startsThatLieApartAreNotValid() {
        Frame.Timing joined = Starts.join(List.of(start(1_000, 0, null), start(1_000, 0, null), start(1_100, 0, null)));
        assertThat(joined.validity().status()).isEqualTo(Validity.Status.SUSPECT);
        assertThat(joined.validity().reasons()).singleElement().asString().contains("10.0 % apart");
    }

    @Test
    void ofSeveralSearchesForARateTheMiddleOneCounts() {
        Frame.Timing joined = Starts.join(
                List.of(start(5_000, 0, server(90)), start(7_000, 0, server(110)), start(6_000, 0, server(100))));
        assertThat(joined.scenario().samplesPerSecond()).isEqualTo(100);
        assertThat(joined.scenario().rates()).hasSize(3);
        assertThat(joined.latencyNanos()).hasSize(10).containsOnly(6_000L);
        assertThat(joined.validity().reasons()).singleElement().asString().contains("rates of 3 process starts");
    }
}
