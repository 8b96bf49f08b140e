package dev.assay.guidance.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the values that src/test/oracle/comparison_oracle.py made with scipy and numpy. */
class ComparisonGoldenTest {
    @Test
    void wilsonIntervalsAreThoseOfScipy() throws IOException {
        List<CSVRecord> rows = Golden.read("proportions.csv");
        assertThat(rows).hasSizeGreaterThan(5);
        for (CSVRecord row : rows) {
            Proportion share = Proportion.of(whole(row, "successes"), whole(row, "trials"), number(row, "confidence"));
            assertThat(share.low()).as("%s", row).isCloseTo(number(row, "low"), within(1e-12));
            assertThat(share.high()).as("%s", row).isCloseTo(number(row, "high"), within(1e-12));
        }
    }

    /** Claim C41 of the ledger: 89 % of 500 is known to about 2.7 points. */
    @Test
    void eightyNinePercentOfFiveHundredIsKnownToTwoPointSevenPoints() {
        Proportion share = Proportion.of(445, 500);
        assertThat((share.high() - share.low()) / 2).isCloseTo(0.0275, within(0.0005));
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Proportion.of(3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Of 2 trials, 3");
        assertThatThrownBy(() -> PairedLoss.of(3, 4, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedLoss.ofScores(1.2, 0.9, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holm.adjusted(List.of(0.5, 1.5))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TailSamples.fewest(0.99, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mcNemarAndTangoAreThoseOfScipy() throws IOException {
        List<CSVRecord> rows = Golden.read("paired.csv");
        assertThat(rows).hasSizeGreaterThan(5);
        for (CSVRecord row : rows) {
            PairedLoss loss = PairedLoss.of(whole(row, "lost"), whole(row, "gained"), whole(row, "examples"));
            assertThat(loss.pEqual()).as("%s", row).isCloseTo(number(row, "pEqual"), within(1e-10));
            assertThat(loss.low()).as("%s", row).isCloseTo(number(row, "low"), within(2e-6));
            assertThat(loss.high()).as("%s", row).isCloseTo(number(row, "high"), within(2e-6));
            assertThat(loss.paired()).isTrue();
        }
    }

    @Test
    void aLossOfHalfAPointOverTwoThousandExamplesIsNonInferiorOnlyWhenThePairsAreKnown() {
        PairedLoss paired = PairedLoss.of(12, 2, 2000);
        assertThat(paired.loss()).isEqualTo(0.005);
        assertThat(paired.nonInferior(PairedLoss.MARGIN)).isTrue();
        assertThat(paired.inferior(PairedLoss.MARGIN)).isFalse();
        PairedLoss scores = PairedLoss.ofScores(0.8, 0.795, 2000);
        assertThat(scores.paired()).isFalse();
        assertThat(scores.loss()).isCloseTo(0.005, within(1e-12));
        assertThat(scores.nonInferior(PairedLoss.MARGIN)).isFalse();
        assertThat(scores.high()).isGreaterThan(paired.high());
        assertThat(PairedLoss.ofScores(0.95, 0.85, 5000).inferior(PairedLoss.MARGIN))
                .isTrue();
    }

    @Test
    void holmRejectsWhatRejectingStepByStepDoes() throws IOException {
        for (CSVRecord row : Golden.read("holm.csv")) {
            List<Double> expected = numbers(row.get("adjusted"));
            List<Double> adjusted = Holm.adjusted(numbers(row.get("p")));
            assertThat(adjusted).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(adjusted.get(i)).isCloseTo(expected.get(i), within(1e-9));
            }
        }
        assertThat(Holm.adjusted(List.of())).isEmpty();
    }

    @Test
    void oneSidedTestsOfARatioAreStudents() throws IOException {
        for (CSVRecord row : Golden.read("tost.csv")) {
            double ratio = number(row, "ratio");
            double half = number(row, "halfWidth");
            double margin = number(row, "margin");
            RatioInterval interval = new RatioInterval(
                    ratio, ratio * Math.exp(-half), ratio * Math.exp(half), 0, 0, "", 5, number(row, "freedom"));
            assertThat(interval.pBelow(1 + margin)).isCloseTo(number(row, "pNotSlower"), within(1e-9));
            assertThat(interval.pAbove(1 / (1 + margin))).isCloseTo(number(row, "pNotFaster"), within(1e-9));
            assertThat(interval.pDiffers(1)).isCloseTo(number(row, "pDiffers"), within(1e-9));
        }
    }

    /** Another generator draws there, so the ends agree within what 2,000 resamples leave open. */
    @Test
    void theHierarchicalBootstrapAgreesWithNumpy() throws IOException {
        for (CSVRecord row : Golden.read("starts.csv")) {
            int seed = (int) whole(row, "seed");
            int count = (int) whole(row, "starts");
            int samples = (int) whole(row, "samples");
            RatioInterval interval = RatioInterval.ofStarts(
                    starts(seed, count, samples, 1_300_000), starts(seed + 1000, count, samples, 1_000_000), 1);
            double width = number(row, "high") - number(row, "low");
            assertThat(interval.ratio()).isCloseTo(number(row, "ratio"), within(1e-9));
            assertThat(interval.freedom()).isCloseTo(number(row, "freedom"), within(1e-6));
            assertThat(interval.low()).as("%s", row).isCloseTo(number(row, "low"), within(0.06 * width));
            assertThat(interval.high()).as("%s", row).isCloseTo(number(row, "high"), within(0.06 * width));
            assertThat(interval.processStarts()).isEqualTo(count);
            assertThat(interval.scope()).isEqualTo("over " + count + " process starts of each");
        }
    }

    /** MLPerf's own rule starts one late sample further on, so its bounds need more; both are asked for by name. */
    @ParameterizedTest
    @CsvSource({"0.99, 0.95, 299", "0.99, 0.99, 459", "0.999, 0.95, 2995", "0.999, 0.99, 4603"})
    void theTailNeedsAsManySamplesAsTheRuleOfWilksSays(double percentile, double confidence, int needed) {
        assertThat(TailSamples.fewest(percentile, confidence)).isEqualTo(needed);
        assertThat(EarlyStopping.samplesNeeded(percentile)).isGreaterThan(needed);
    }

    @Test
    void startsAreNeededOnBothSides() {
        List<Long> start = starts(1, 1, 50, 1000).getFirst();
        assertThatThrownBy(() -> RatioInterval.ofStarts(List.of(start), List.of(start, start), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least two");
        assertThat(RatioInterval.of(List.of(start), List.of(start, start), 1).scope())
                .isEqualTo(RatioInterval.ONE_START);
        assertThat(RatioInterval.of(List.of(start, start), List.of(start, start), 1)
                        .processStarts())
                .isEqualTo(2);
    }

    private static List<List<Long>> starts(long seed, int count, int samples, double base) {
        long state = seed;
        List<List<Long>> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            state = next(state);
            double shift = 1 + 0.04 * (share(state) - 0.5);
            List<Long> start = new ArrayList<>();
            for (int j = 0; j < samples; j++) {
                state = next(state);
                start.add((long) (base * shift * (1 + 0.2 * share(state) * share(state))));
            }
            starts.add(start);
        }
        return starts;
    }

    private static long next(long state) {
        return (1103515245 * state + 12345) % (1L << 31);
    }

    private static double share(long state) {
        return state / (double) (1L << 31);
    }

    private static long whole(CSVRecord row, String column) {
        return Long.parseLong(row.get(column));
    }

    private static double number(CSVRecord row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
    }
}
