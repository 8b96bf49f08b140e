package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FidelityMeterTest {
    private final FidelityMeter meter = new FidelityMeter();

    @Test
    void theFiguresAreThoseOfAHandCalculation() {
        // ref . test = 3*4 + 4*3 = 24, both of length 5: cosine 24/25; differences 1 and 1: noise 2, signal 25
        meter.add(new float[] {3, 4}, new float[] {4, 3});
        // ref . test = 1, lengths 1 and sqrt 2: cosine 0.7071; noise 1, signal 1
        meter.add(new float[] {1, 0}, new float[] {1, 1});
        FidelityMeter.Fidelity fidelity = meter.fidelity();
        assertThat(fidelity.cosine()).isCloseTo((0.96 + 0.70710678118) / 2, within(1e-9));
        assertThat(fidelity.cosineMin()).isCloseTo(0.70710678118, within(1e-9));
        assertThat(fidelity.sqnrDb()).isCloseTo(9.3785209325, within(1e-9)); // 10 log10(26 / 3)
        assertThat(fidelity.maxAbs()).isEqualTo(1);
        assertThat(fidelity.top1Agreement()).isNull();
        assertThat(fidelity.inputs()).isEqualTo(2);
        assertThat(fidelity.finite()).isTrue();
    }

    @Test
    void theLargestClassIsComparedRowByRow() {
        meter.add(new float[] {1, 2, 3, 9, 8, 7}, new float[] {1, 2, 2.5f, 8, 9, 7}, 3);
        meter.add(new float[] {5, 5, 1}, new float[] {5, 4, 1}, 3); // the first of equals
        assertThat(meter.fidelity().top1Agreement()).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void identicalOutputsHaveNoNoise() {
        meter.add(new float[] {0.1f, -7, 1e-20f}, new float[] {0.1f, -7, 1e-20f});
        meter.add(new float[3], new float[3]);
        assertThat(meter.fidelity()).isEqualTo(new FidelityMeter.Fidelity(1, 1, null, 0, null, 2, true));
    }

    @Test
    void aDeadOutputHasNoDirection() {
        meter.add(new float[] {1, 2}, new float[] {0, 0});
        assertThat(meter.fidelity().cosine()).isZero();
        assertThat(meter.fidelity().sqnrDb()).isCloseTo(0, within(1e-9));
    }

    @Test
    void notANumberAndInfinityAreReported() {
        meter.add(new float[] {1}, new float[] {1});
        assertThat(meter.fidelity().finite()).isTrue();
        meter.add(new float[] {1}, new float[] {Float.POSITIVE_INFINITY});
        assertThat(meter.fidelity().finite()).isFalse();
        FidelityMeter other = new FidelityMeter();
        other.add(new float[] {Float.NaN}, new float[] {1});
        assertThat(other.fidelity().finite()).isFalse();
    }

    @Test
    void onlyOutputsOfOneShapeCanBeCompared() {
        assertThatThrownBy(() -> meter.add(new float[2], new float[3])).hasMessageContaining("same shape");
        assertThatThrownBy(() -> meter.add(new float[4], new float[4], 3)).hasMessageContaining("rows of 3");
        assertThatThrownBy(meter::fidelity).isInstanceOf(IllegalStateException.class);
    }
}
