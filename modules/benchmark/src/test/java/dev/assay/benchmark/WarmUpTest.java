package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long MILLI = 1_000_000;

    private static WarmUp.Curve run(FakeSubject subject, double cap) {
        return WarmUp.run(subject, new InputOrder(1, subject.inputs()), subject.stopwatch(), cap, share -> {});
    }

    @Test
    void lastsThreeSecondsWhenAThousandCallsAreTooMany() {
        WarmUp.Curve curve = run(new FakeSubject(call -> 20 * MILLI), 6);
        assertThat(curve.stable()).isTrue();
        assertThat(curve.seconds()).isBetween(3.0, 3.3);
        assertThat(curve.windowMedians()).hasSize(15).containsOnly(20.0 * MILLI);
    }

    @Test
    void endsAfterAThousandCallsOfAFastModel() {
        WarmUp.Curve curve = run(new FakeSubject(call -> 100_000), 6);
        assertThat(curve.stable()).isTrue();
        assertThat(curve.calls()).isGreaterThanOrEqualTo(1_000);
        assertThat(curve.seconds()).isLessThan(1);
    }

    @Test
    void goesOnWhileTheModelStillGetsFaster() {
        WarmUp.Curve curve = run(new FakeSubject(call -> Math.max(5, 40 - call / 4) * MILLI), 60);
        assertThat(curve.stable()).isTrue();
        List<Double> medians = curve.windowMedians();
        assertThat(medians.get(0)).isGreaterThan(30.0 * MILLI);
        assertThat(medians.get(medians.size() - 1)).isEqualTo(5.0 * MILLI);
    }

    @Test
    void givesUpAtTheCap() {
        WarmUp.Curve curve = run(new FakeSubject(call -> (call / 10 % 2 == 0 ? 20 : 40) * MILLI), 6);
        assertThat(curve.stable()).isFalse();
        assertThat(curve.seconds()).isBetween(6.0, 6.5);
    }

    @Test
    void looksAtTheLastThreeWindows() {
        assertThat(WarmUp.isStable(List.of(1.0, 1.0))).isFalse();
        assertThat(WarmUp.isStable(List.of(9.0, 1.0, 1.05, 1.1))).isTrue();
        assertThat(WarmUp.isStable(List.of(1.0, 1.0, 1.11))).isFalse();
    }
}
