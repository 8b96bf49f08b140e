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
            new Eta.Open(RUNNING, true, "rapid", 0.5),
            new Eta.Open(NEXT, false, "standard", 0),
            new Eta.Open(LAST, false, "rapid", 0));

    @Test
    void whatIsLeftOfTheRunningJobComesFirst() {
        assertThat(Eta.of(QUEUE, Map.of("rapid", 20.0, "standard", 80.0), true))
                .containsEntry(RUNNING, new Eta.Forecast(0, 0L, 10L))
                .containsEntry(NEXT, new Eta.Forecast(1, 10L, 90L))
                .containsEntry(LAST, new Eta.Forecast(2, 90L, 110L));
    }

    @Test
    void withoutHistoryTheTierTells() {
        assertThat(Eta.of(QUEUE, Map.of(), true).get(LAST)).isEqualTo(new Eta.Forecast(2, 83L, 98L));
    }

    @Test
    void anOfflineDeviceHasAnOrderButNoTimes() {
        assertThat(Eta.of(QUEUE, Map.of(), false).get(NEXT)).isEqualTo(new Eta.Forecast(1, null, null));
    }
}
