package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final Map<String, String> HERE = Map.of("device.cpuModel", "A", "threads", "2");

    private static Replay.Side side(
            long median, double spread, int samples, long seed, Map<String, String> environment) {
        Random random = new Random(seed);
        List<Long> nanos = Stream.generate(() -> median + (long) (random.nextGaussian() * median * spread))
                .limit(samples)
                .toList();
        return new Replay.Side(nanos, "a".repeat(64), "b".repeat(64), 0.99, true, environment);
    }

    @Test
    void theSameWithinAFewPercentIsSaidSo() {
        Replay replay = Replay.of("fp32", side(1_000_000, 0.01, 1000, 1, HERE), side(1_010_000, 0.01, 1000, 2, HERE));
        assertThat(replay.outcome()).isEqualTo(Replay.Outcome.SAME);
        assertThat(replay.withinPercent()).isBetween(0.9, 1.3);
        assertThat(replay.sentence()).matches("fp32 is the same within 1\\.[0-3] %\\.");
    }

    @Test
    void aDifferenceNamesTheFieldsThatMayExplainIt() {
        Map<String, String> elsewhere = Map.of("device.cpuModel", "B", "threads", "2", "device.governor", "powersave");
        Replay replay =
                Replay.of("fp32", side(1_000_000, 0.01, 1000, 1, HERE), side(1_500_000, 0.01, 1000, 2, elsewhere));
        assertThat(replay.outcome()).isEqualTo(Replay.Outcome.DIFFERENT);
        assertThat(replay.differences())
                .containsExactly(
                        new Replay.Field("device.cpuModel", "A", "B"),
                        new Replay.Field("device.governor", null, "powersave"));
        assertThat(replay.sentence()).contains("device.cpuModel, device.governor");
    }

    @Test
    void tooFewSamplesLeaveItOpen() {
        Replay replay = Replay.of("fp32", side(1_000_000, 0.3, 20, 1, HERE), side(1_000_000, 0.3, 20, 2, HERE));
        assertThat(replay.outcome()).isEqualTo(Replay.Outcome.UNDECIDED);
        assertThat(Replay.of("fp32", side(1_000_000, 0.1, 5, 1, HERE), side(1_000_000, 0.1, 5, 2, HERE))
                        .outcome())
                .isEqualTo(Replay.Outcome.NOT_COMPARABLE);
    }

    @Test
    void anotherFileOtherInputsOrAnInvalidRunAreNotCompared() {
        Replay.Side first = side(1_000_000, 0.01, 1000, 1, HERE);
        for (Replay.Side other : List.of(
                new Replay.Side(first.nanos(), "c".repeat(64), first.inputsSha256(), 0.99, true, HERE),
                new Replay.Side(first.nanos(), first.modelSha256(), "c".repeat(64), 0.99, true, HERE),
                new Replay.Side(first.nanos(), first.modelSha256(), first.inputsSha256(), 0.99, false, HERE))) {
            Replay replay = Replay.of("fp32", first, other);
            assertThat(replay.outcome()).isEqualTo(Replay.Outcome.NOT_COMPARABLE);
            assertThat(replay.notes()).hasSize(1);
            assertThat(replay.sentence()).contains(replay.notes().getFirst());
        }
    }
}
