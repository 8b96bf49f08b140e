package dev.assay.guidance.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeReport.Work;
import dev.assay.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CeilingsTest {
    /** What {@code src/test/oracle/roofline.py} wrote. */
    record Golden(long cacheBytes, Map<String, Double> values, double objective, List<GoldenModel> models) {}

    record GoldenModel(
            String name,
            String family,
            String scheme,
            int threads,
            double medianNanos,
            int samples,
            List<Work> work,
            double predictedNanos) {
        ProbeTime probe() {
            return new ProbeTime(name, family, scheme, threads, medianNanos, samples, work);
        }
    }

    @Test
    void timesAgreeWithNumpy() throws IOException {
        Golden golden = golden();
        Ceilings ceilings = ceilings(golden.values(), golden.cacheBytes());
        for (GoldenModel model : golden.models()) {
            assertThat(ceilings.nanos(model.work()))
                    .as(model.name())
                    .isCloseTo(model.predictedNanos(), Percentage.withPercentage(1e-7));
            double sum = ceilings.times(model.work()).stream()
                    .mapToDouble(Ceilings.Time::nanos)
                    .sum();
            assertThat(sum + ceilings.get(Parameter.CALL))
                    .isCloseTo(model.predictedNanos(), Percentage.withPercentage(1e-7));
        }
    }

    @Test
    void theObjectiveOfTheFitAgreesWithNumpyUpToThePull() throws IOException {
        Golden golden = golden();
        Ceilings ceilings = ceilings(golden.values(), golden.cacheBytes());
        List<ProbeTime> probes =
                golden.models().stream().map(GoldenModel::probe).toList();
        double pull = 0;
        for (Parameter parameter : Parameter.values()) {
            pull += 2e-4 * Math.pow(Math.log(ceilings.get(parameter) / parameter.start()), 2);
        }
        assertThat(RooflineFit.objective(probes, ceilings)).isCloseTo(golden.objective() + pull, within(1e-9));
    }

    @Test
    void oneKernelByHand() {
        Ceilings ceilings = simple(1);
        Work product = new Work("PRODUCT", "FLOAT", 1_000, 1_000, 200, 100, true);
        // 1000 ops at 10 op/ns, 200 bytes at 4 B/ns, 100 bytes at 2 B/ns, 50 ns for the kernel, 7 ns for the call
        assertThat(ceilings.nanos(List.of(product))).isCloseTo(100 + 50 + 50 + 50 + 7, within(1e-6));
        assertThat(ceilings.times(List.of(product)).getFirst().bound()).isEqualTo(Ceilings.Bound.MEMORY);
    }

    @Test
    void aLargeExponentIsTheTextbookRoofline() {
        Ceilings ceilings = simple(60);
        Work product = new Work("PRODUCT", "FLOAT", 1_000, 1_000, 200, 20, true);
        assertThat(ceilings.nanos(List.of(product))).isCloseTo(100 + 50 + 7, within(0.5));
        assertThat(ceilings.times(List.of(product)).getFirst().bound()).isEqualTo(Ceilings.Bound.COMPUTE);
    }

    @Test
    void aViewIsOverhead() {
        Work view = new Work("VIEW", "FLOAT", 0, 0, 0, 0, true);
        Ceilings.Time time = simple(1).times(List.of(view)).getFirst();
        assertThat(time.nanos()).isEqualTo(50);
        assertThat(time.bound()).isEqualTo(Ceilings.Bound.OVERHEAD);
    }

    @Test
    void weightsBeyondTheCacheComeFromMemory() {
        Ceilings ceilings = simple(1);
        Work small = new Work("PRODUCT", "FLOAT", 0, 0, 1_000, 0, true);
        Work large = new Work("PRODUCT", "FLOAT", 0, 0, 100_000_000_000L, 0, true);
        assertThat(ceilings.weightBandwidth(List.of(small))).isCloseTo(4, within(1e-6));
        assertThat(ceilings.weightBandwidth(List.of(large))).isCloseTo(1, within(1e-3));
    }

    @Test
    void moreWorkNeverTakesLess() {
        Ceilings ceilings = simple(0.8);
        double before = 0;
        for (int scale = 1; scale <= 1_000_000; scale *= 10) {
            double now = ceilings.nanos(
                    List.of(new Work("CONVOLUTION", "INT8", 50L * scale, 50L * scale, 3L * scale, 7L * scale, true)));
            assertThat(now).isGreaterThan(before);
            before = now;
        }
    }

    @Test
    void ceilingsThatCannotBeAreRefused() {
        Map<String, Double> values = new java.util.HashMap<>();
        for (Parameter parameter : Parameter.values()) {
            values.put(parameter.name(), 1.0);
        }
        values.put("DISPATCH", 0.0);
        assertThatThrownBy(() -> ceilings(values, 1)).hasMessageContaining("DISPATCH");
    }

    static Ceilings simple(double overlap) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            values.put(parameter, 10.0);
        }
        values.put(Parameter.NEAR_BANDWIDTH, 2.0);
        values.put(Parameter.CACHE_BANDWIDTH, 4.0);
        values.put(Parameter.MEMORY_BANDWIDTH, 1.0);
        values.put(Parameter.DISPATCH, 50.0);
        values.put(Parameter.CALL, 7.0);
        values.put(Parameter.OVERLAP, overlap);
        values.put(Parameter.RESIDENT_SHARE, 0.75);
        return new Ceilings(values, Ceilings.USUAL_CACHE_BYTES);
    }

    private static Ceilings ceilings(Map<String, Double> named, long cacheBytes) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        named.forEach((name, value) -> values.put(Parameter.valueOf(name), value));
        return new Ceilings(values, cacheBytes);
    }

    static Golden golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(CeilingsTest.class.getResourceAsStream("roofline-golden.json"))) {
            return Wire.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Golden.class);
        }
    }
}
