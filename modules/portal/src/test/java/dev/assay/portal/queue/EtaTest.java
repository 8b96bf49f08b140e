package dev.assay.portal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EtaTest {
    private static final UUID RUNNING = new UUID(0, 1);
    private static final UUID NEXT = new UUID(0, 2);
    private static final UUID LAST = new UUID(0, 3);
    private static final List<Eta.Open> QUEUE = List.of(
            new Eta.Open(RUNNING, true, JobKind.of("rapid"), 0.5),
            new Eta.Open(NEXT, false, JobKind.of("standard"), 0),
            new Eta.Open(LAST, false, JobKind.of("rapid"), 0));

    @Test
    void whatIsLeftOfTheRunningJobComesFirst() {
        assertThat(Eta.of(QUEUE, Map.of(JobKind.of("rapid"), 20.0, JobKind.of("standard"), 80.0), true))
                .containsEntry(RUNNING, new Eta.Forecast(0, 0L, 10L))
                .containsEntry(NEXT, new Eta.Forecast(1, 10L, 90L))
                .containsEntry(LAST, new Eta.Forecast(2, 90L, 110L));
    }

    @Test
    void withoutHistoryTheTierTells() {
        assertThat(Eta.of(QUEUE, Map.of(), true).get(LAST)).isEqualTo(new Eta.Forecast(2, 83L, 98L));
    }

    @Test
    void whatMeasuresMoreTakesLonger() {
        double plain = JobKind.of("rapid").guessSeconds();
        assertThat(new JobKind("rapid", "single-stream", true, false).guessSeconds())
                .isEqualTo(2 * plain);
        assertThat(new JobKind("rapid", "server", false, false).guessSeconds()).isGreaterThan(plain);
        assertThat(new JobKind("rapid", "single-stream", false, true).guessSeconds())
                .isGreaterThan(plain);
        assertThat(Eta.of(
                                List.of(new Eta.Open(NEXT, false, new JobKind("rapid", "offline", false, false), 0)),
                                Map.of(JobKind.of("rapid"), 99.0),
                                true)
                        .get(NEXT))
                .isEqualTo(new Eta.Forecast(0, 0L, 15L));
    }

    @Test
    void anOfflineDeviceHasAnOrderButNoTimes() {
        assertThat(Eta.of(QUEUE, Map.of(), false).get(NEXT)).isEqualTo(new Eta.Forecast(1, null, null));
    }
}
