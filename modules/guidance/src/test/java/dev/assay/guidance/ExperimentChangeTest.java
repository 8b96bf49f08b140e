package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.ExperimentChange.Cell;
import dev.assay.guidance.ExperimentChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExperimentChangeTest {
    private static final Map<String, String> SAME = Map.of("threads", "2", "processor", "A");

    private static List<Long> samples(long median, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> median + (long) (random.nextGaussian() * median / 100))
                .limit(400)
                .toList();
    }

    private static Cell cell(String scheme, long median, double cosine, long bytes) {
        return new Cell(scheme, "board", null, samples(median, median), true, cosine, bytes, SAME);
    }

    private static Cell failed(String code) {
        return new Cell("x", "board", code, List.of(), true, null, null, Map.of());
    }

    private static ExperimentChange only(Cell before, Cell after) {
        List<ExperimentChange> changes = ExperimentChange.between(List.of(before), List.of(after));
        assertThat(changes).hasSize(1);
        return changes.getFirst();
    }

    @Test
    void slowerIsARegressionAndFasterAnImprovement() {
        ExperimentChange slower = only(cell("x", 1_000_000, 0.99, 100), cell("x", 1_300_000, 0.99, 100));
        assertThat(slower.kind()).isEqualTo(Kind.REGRESSION);
        assertThat(slower.ratio().low()).isGreaterThan(1.28);
        assertThat(slower.sentence()).contains("1.3").contains("95 % interval");
        assertThat(only(cell("x", 1_300_000, 0.99, 100), cell("x", 1_000_000, 0.99, 100))
                        .kind())
                .isEqualTo(Kind.IMPROVEMENT);
    }

    @Test
    void aDifferenceTooSmallToMatterIsNone() {
        ExperimentChange change = only(cell("x", 1_000_000, 0.99, 1000), cell("x", 1_010_000, 0.9905, 1001));
        assertThat(change.ratio().noDifferenceShown()).isFalse();
        assertThat(change.kind()).isEqualTo(Kind.NO_DIFFERENCE);
    }

    @Test
    void fasterAndLessFaithfulIsMixed() {
        ExperimentChange change = only(cell("x", 1_300_000, 0.99, 100), cell("x", 1_000_000, 0.95, 100));
        assertThat(change.kind()).isEqualTo(Kind.MIXED);
        assertThat(change.notes()).singleElement().asString().contains("0.9900 to 0.9500");
        assertThat(only(cell("x", 1_000_000, 0.99, 100), cell("x", 1_000_000, 0.99, 200))
                        .kind())
                .isEqualTo(Kind.REGRESSION);
    }

    @Test
    void failuresThatCameAndWentAreTold() {
        Cell works = cell("x", 1_000_000, 0.99, 100);
        assertThat(only(works, failed("OOM")).kind()).isEqualTo(Kind.NOW_FAILS);
        assertThat(only(failed("OOM"), works).kind()).isEqualTo(Kind.NOW_WORKS);
        assertThat(only(failed("OOM"), failed("CRASH")).sentence()).contains("OOM, then CRASH");
        Cell open = new Cell("x", "board", null, List.of(), true, null, null, Map.of());
        assertThat(only(works, open).kind()).isEqualTo(Kind.UNFINISHED);
    }

    @Test
    void otherConditionsAreNamedAndNotCompared() {
        Cell before = cell("x", 1_000_000, 0.99, 100);
        Cell after = new Cell(
                "x", "board", null, samples(1_300_000, 2), true, 0.99, 100L, Map.of("threads", "4", "processor", "A"));
        ExperimentChange change = only(before, after);
        assertThat(change.kind()).isEqualTo(Kind.NOT_COMPARABLE);
        assertThat(change.ratio()).isNull();
        assertThat(change.notes()).containsExactly("The threads changed from 2 to 4.");
        Cell noisy = new Cell("x", "board", null, samples(1_300_000, 2), false, 0.99, 100L, SAME);
        assertThat(only(before, noisy).kind()).isEqualTo(Kind.NOT_COMPARABLE);
    }

    @Test
    void cellsOfOneSideAreNewOrMissing() {
        List<ExperimentChange> changes = ExperimentChange.between(
                List.of(cell("a", 1_000_000, 1, 1), cell("b", 1_000_000, 1, 1)),
                List.of(cell("b", 1_000_000, 1, 1), cell("c", 1_000_000, 1, 1)));
        assertThat(changes)
                .extracting(ExperimentChange::kind)
                .containsExactly(Kind.MISSING, Kind.NO_DIFFERENCE, Kind.NEW);
    }

    @Test
    void startsOnBothSidesAreCompared() {
        List<Long> steady = new java.util.ArrayList<>();
        List<Long> shifted = new java.util.ArrayList<>();
        for (int start = 0; start < 5; start++) {
            for (int i = 0; i < 20; i++) {
                steady.add(1_000_000L + 2_000L * start + i);
                // Within each start nothing moves; between them there is more than the difference.
                shifted.add(1_030_000L + 60_000L * (start % 2) - 30_000 + i);
            }
        }
        List<Integer> starts = List.of(20, 20, 20, 20, 20);
        Cell before = new Cell("x", "board", null, steady, true, null, null, Map.of(), starts);
        Cell after = new Cell("x", "board", null, shifted, true, null, null, Map.of(), starts);
        ExperimentChange change =
                ExperimentChange.between(List.of(before), List.of(after)).getFirst();
        assertThat(change.ratio().scope()).isEqualTo("over 5 process starts of each");
        assertThat(change.kind()).isEqualTo(ExperimentChange.Kind.NO_DIFFERENCE);
    }
}
