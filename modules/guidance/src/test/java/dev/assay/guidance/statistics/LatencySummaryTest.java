package dev.assay.guidance.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class LatencySummaryTest {
    @Test
    void agreesWithTheReferenceOnAThousandSamples() throws IOException {
        Map<String, Double> golden = new HashMap<>();
        for (CSVRecord row : Golden.read("summary.csv")) {
            golden.put(row.get("name"), Double.valueOf(row.get("value")));
        }
        LatencySummary summary = LatencySummary.of(Golden.samples());
        assertThat(summary.medianMs()).isEqualTo(golden.get("medianMs"));
        assertThat(summary.median())
                .isEqualTo(new Interval(golden.get("medianMs"), golden.get("medianLowMs"), golden.get("medianHighMs")));
        assertThat(summary.ninetieth())
                .isEqualTo(new Interval(golden.get("p90Ms"), golden.get("p90LowMs"), golden.get("p90HighMs")));
        assertThat(summary.p99().ms()).isEqualTo(golden.get("p99BoundMs"));
        assertThat(summary.meanMs()).isCloseTo(golden.get("meanMs"), within(1e-9));
        assertThat(summary.variation()).isCloseTo(golden.get("variation"), within(1e-9));
        assertThat(summary.throughputPerSecond()).isCloseTo(golden.get("throughputPerSecond"), within(1e-6));
    }

    @Test
    void saysHowManySamplesAreMissingInsteadOfAPercentile() {
        LatencySummary summary = LatencySummary.of(milliseconds(100));
        assertThat(summary.p90().ms()).isEqualTo(98.0);
        assertThat(summary.p90().rank()).isEqualTo(98);
        assertThat(summary.p95().ms()).isNull();
        assertThat(summary.p95().samples()).isEqualTo(100);
        assertThat(summary.p95().needed()).isEqualTo(130);
        assertThat(summary.p999().ms()).isNull();
        assertThat(summary.p999().label()).isEqualTo("P99.9");
        assertThat(summary.p99().label()).isEqualTo("P99");
    }

    @Test
    void orderDoesNotMatter() {
        List<Long> shuffled = milliseconds(100);
        Collections.reverse(shuffled);
        assertThat(LatencySummary.of(shuffled)).isEqualTo(LatencySummary.of(milliseconds(100)));
    }

    @Test
    void oneSampleHasAMedianButNoIntervalAndNoVariation() {
        LatencySummary summary = LatencySummary.of(List.of(2_000_000L));
        assertThat(summary.medianMs()).isEqualTo(2.0);
        assertThat(summary.median()).isNull();
        assertThat(summary.ninetieth()).isNull();
        assertThat(summary.variation()).isNull();
        assertThat(summary.throughputPerSecond()).isEqualTo(500.0);
        assertThat(LatencySummary.of(milliseconds(5)).median()).isNull();
        assertThat(LatencySummary.of(milliseconds(6)).median()).isEqualTo(new Interval(3.5, 1, 6));
    }

    @Test
    void absurdSamplesAreRefusedInWords() {
        assertThatThrownBy(() -> LatencySummary.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no latency sample");
        assertThatThrownBy(() -> LatencySummary.of(List.of(5L, -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 ns");
        assertThatThrownBy(() -> LatencySummary.of(List.of(5L)).bound(0.42))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** 1 ms, 2 ms, ... */
    static List<Long> milliseconds(int count) {
        return new java.util.ArrayList<>(
                LongStream.rangeClosed(1, count).mapToObj(i -> i * 1_000_000).toList());
    }
}
