package dev.assay.portal.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.portal.queue.RunState;
import dev.assay.protocol.SchemeSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParetoTest {
    private static Pareto.Candidate point(int id, double ms, double value) {
        RunCard run = new RunCard(
                new UUID(0, id),
                new UUID(0, 0),
                "m",
                "m",
                SchemeSpec.of("fp32"),
                "fp32",
                "board",
                "ada",
                RunState.SUCCEEDED,
                null,
                null,
                "rapid",
                "single-stream",
                1,
                false,
                64,
                ms,
                null,
                null,
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                null);
        return new Pareto.Candidate(run, ms, value);
    }

    private static List<Long> front(Pareto pareto) {
        return pareto.points().stream()
                .filter(Pareto.Point::front)
                .map(point -> point.run().id().getLeastSignificantBits())
                .toList();
    }

    @Test
    void whatIsSlowerAndNoBetterIsBehindTheFront() {
        Pareto pareto = Pareto.of(
                List.of(point(1, 10, 1), point(2, 5, 0.99), point(3, 6, 0.98), point(4, 2, 0.9), point(5, 2, 0.8)),
                Pareto.Second.COSINE,
                7.0,
                0);
        assertThat(front(pareto)).containsExactly(4L, 2L, 1L);
        assertThat(pareto.best()).isEqualTo(new UUID(0, 2));
    }

    @Test
    void lessIsBetterForBytes() {
        Pareto pareto = Pareto.of(
                List.of(point(1, 10, 100), point(2, 5, 200), point(3, 6, 300), point(4, 5, 200)),
                Pareto.Second.SIZE,
                1.0,
                3);
        assertThat(front(pareto)).containsExactlyInAnyOrder(2L, 4L, 1L);
        assertThat(pareto.best()).isNull();
        assertThat(pareto.left()).isEqualTo(3);
    }

    @Test
    void theFrontIsThatOfTheDefinition() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Pareto.Candidate> all = IntStream.range(0, 12)
                    .mapToObj(i -> point(i, 1 + random.nextInt(5), random.nextInt(5)))
                    .toList();
            List<Long> expected = all.stream()
                    .filter(a -> all.stream()
                            .noneMatch(b -> b.ms() <= a.ms()
                                    && b.value() >= a.value()
                                    && (b.ms() < a.ms() || b.value() > a.value())))
                    .map(a -> a.run().id().getLeastSignificantBits())
                    .toList();
            assertThat(front(Pareto.of(all, Pareto.Second.COSINE, null, 0)))
                    .as(Arrays.toString(all.toArray()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
