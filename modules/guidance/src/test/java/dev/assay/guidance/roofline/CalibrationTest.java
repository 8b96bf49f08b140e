package dev.assay.guidance.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeReport.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Ceilings TRUTH = CeilingsTest.simple(0.9);

    @Test
    void aDeviceThatFollowsTheModelIsFoundAgain() {
        Calibration calibration = Calibration.of(report(0), 1).orElseThrow();
        assertThat(calibration.floats().median()).isLessThan(0.03);
        assertThat(calibration.floats().probes()).isEqualTo(24);
        List<Work> unseen = List.of(product(300_000, 40_000), element(60_000), product(2_000_000, 8_000));
        Prediction prediction = calibration.predict(unseen);
        assertThat(prediction.medianMillis() * 1e6 / TRUTH.nanos(unseen)).isCloseTo(1, within(0.1));
        assertThat(prediction.extrapolated()).isEmpty();
        assertThat(prediction.outcome(TRUTH.nanos(unseen) / 1e6)).isEqualTo(Prediction.Outcome.INSIDE);
    }

    @Test
    void noiseWidensTheIntervalByAsMuch() {
        Errors quiet = Calibration.of(report(0.02), 1).orElseThrow().floats();
        Errors noisy = Calibration.of(report(0.4), 1).orElseThrow().floats();
        assertThat(noisy.factor()).isGreaterThan(quiet.factor());
        assertThat(noisy.spread()).isBetween(0.1, 0.6);
    }

    @Test
    void theSameProbesGiveTheSameFit() {
        assertThat(Calibration.of(report(0.1), 1)).isEqualTo(Calibration.of(report(0.1), 1));
    }

    @Test
    void whatNoProbeHasIsNamed() {
        Calibration calibration = Calibration.of(report(0), 1).orElseThrow();
        Work unknown = new Work("CONVOLUTION", "PLAIN", 1_000_000, 1_000_000, 100, 100, true);
        assertThat(calibration.predict(List.of(unknown)).extrapolated())
                .containsExactly("No probe has convolutions, ConvInteger.");
        assertThat(calibration.predict(List.of(product(1L << 40, 1_000))).extrapolated())
                .singleElement()
                .asString()
                .startsWith("The operations of one kernel (matrix products, fp32)");
        Work wide = new Work("PRODUCT", "FLOAT", 1_000_000, 1_000_000, 4_000_000_000L, 1_000, true);
        assertThat(calibration.predict(List.of(wide)).extrapolated())
                .singleElement()
                .asString()
                .startsWith("The weights of one kernel");
    }

    @Test
    void tooFewProbesFitNothing() {
        ProbeReport few = new ProbeReport("1", null, 1, report(0).probes().subList(0, 5));
        assertThat(Calibration.of(few, 1)).isEmpty();
        assertThat(Calibration.all(report(0))).extracting(Calibration::threads).containsExactly(1);
    }

    @Test
    void errorsByHand() {
        Errors errors = Errors.of(new double[] {110, 90, 300}, new double[] {100, 100, 100});
        assertThat(errors.median()).isCloseTo(0.1, within(1e-9));
        assertThat(errors.mean()).isCloseTo((0.1 + 0.1 + 2) / 3, within(1e-9));
        assertThat(errors.withinHalf()).isCloseTo(2 / 3.0, within(1e-9));
        double spread =
                Math.sqrt((Math.pow(Math.log(1.1), 2) + Math.pow(Math.log(0.9), 2) + Math.pow(Math.log(3), 2)) / 3);
        assertThat(errors.spread()).isCloseTo(spread, within(1e-12));
        assertThat(errors.factor()).isCloseTo(Math.exp(1.96 * spread), within(1e-9));
        assertThat(Errors.of(new double[] {1}, new double[] {1}).factor())
                .as("nobody can tell runs apart better than this")
                .isCloseTo(Math.exp(1.96 * 0.05), within(1e-12));
    }

    @Test
    void aScoreSaysOnWhichSideItLies() {
        Prediction prediction = Prediction.of(10, 2, Prediction.Basis.CALIBRATED, List.of());
        assertThat(prediction.lowMillis()).isEqualTo(5);
        assertThat(prediction.highMillis()).isEqualTo(20);
        assertThat(prediction.outcome(4.9)).isEqualTo(Prediction.Outcome.FASTER);
        assertThat(prediction.outcome(5)).isEqualTo(Prediction.Outcome.INSIDE);
        assertThat(prediction.outcome(20.1)).isEqualTo(Prediction.Outcome.SLOWER);
        assertThat(prediction.ratio(15)).isEqualTo(1.5);
    }

    private static ProbeReport report(double noise) {
        SplittableRandom random = new SplittableRandom(3);
        List<ProbeTime> probes = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            List<Work> work = new ArrayList<>();
            int kernels = 1 + random.nextInt(6);
            for (int k = 0; k < kernels; k++) {
                long size = (long) Math.pow(10, 3 + 4 * random.nextDouble());
                work.add(random.nextBoolean() ? product(size, size / 10 + 64) : element(size / 10));
            }
            if (i < 3) {
                work = List.of(new Work("VIEW", "FLOAT", 0, 0, 0, 0, true));
            }
            double nanos = TRUTH.nanos(work) * Math.exp(noise * (2 * random.nextDouble() - 1));
            probes.add(new ProbeTime("p" + i, i % 2 == 0 ? "a" : "b", "fp32", 1, nanos, 11, work));
        }
        return new ProbeReport("1.0", Ceilings.USUAL_CACHE_BYTES, 1, probes);
    }

    private static Work product(long operations, long weightBytes) {
        return new Work("PRODUCT", "FLOAT", operations, operations, weightBytes, 4_096, true);
    }

    private static Work element(long elements) {
        return new Work("ELEMENT", "FLOAT", elements, elements, 0, 8 * elements, true);
    }
}
