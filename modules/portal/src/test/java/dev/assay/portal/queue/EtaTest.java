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
            new Eta.Open(RUNNING, true, JobKind.of("rapid"), "m", 0.5, 5),
            new Eta.Open(NEXT, false, JobKind.of("standard"), "m", 0, 0),
            new Eta.Open(LAST, false, JobKind.of("rapid"), "m", 0, 0));

    private static Eta.History byKind(Map<JobKind, Double> seconds) {
        return new Eta.History(Map.of(), seconds);
    }

    @Test
    void theSameModelTellsMoreThanOthers() {
        Eta.History history =
                new Eta.History(Map.of(JobKind.of("rapid"), Map.of("m", 40.0)), Map.of(JobKind.of("rapid"), 20.0));
        assertThat(history.seconds(JobKind.of("rapid"), "m")).isEqualTo(40);
        assertThat(history.seconds(JobKind.of("rapid"), "other")).isEqualTo(20);
        assertThat(history.seconds(JobKind.of("standard"), "m"))
                .isEqualTo(JobKind.of("standard").guessSeconds());
    }

    @Test
    void aJobThatIsSlowerThanUsualIsNotAboutToEnd() {
        Eta.Open slow = new Eta.Open(RUNNING, true, JobKind.of("rapid"), "m", 0.5, 60);
        Eta.Open begun = new Eta.Open(RUNNING, true, JobKind.of("rapid"), "m", 0.05, 60);
        Eta.History usual = byKind(Map.of(JobKind.of("rapid"), 20.0));
        assertThat(Eta.of(List.of(slow), usual, true).get(RUNNING).endsInSeconds())
                .isEqualTo(60);
        assertThat(Eta.of(List.of(begun), usual, true).get(RUNNING).endsInSeconds())
                .isEqualTo(19);
    }

    @Test
    void whatIsLeftOfTheRunningJobComesFirst() {
        assertThat(Eta.of(QUEUE, byKind(Map.of(JobKind.of("rapid"), 20.0, JobKind.of("standard"), 80.0)), true))
                .containsEntry(RUNNING, new Eta.Forecast(0, 0L, 10L))
                .containsEntry(NEXT, new Eta.Forecast(1, 10L, 90L))
                .containsEntry(LAST, new Eta.Forecast(2, 90L, 110L));
    }

    @Test
    void withoutHistoryTheTierTells() {
        assertThat(Eta.of(QUEUE, Eta.History.NONE, true).get(LAST)).isEqualTo(new Eta.Forecast(2, 103L, 128L));
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
                                List.of(new Eta.Open(
                                        NEXT, false, new JobKind("rapid", "offline", false, false), "m", 0, 0)),
                                byKind(Map.of(JobKind.of("rapid"), 99.0)),
                                true)
                        .get(NEXT))
                .isEqualTo(new Eta.Forecast(0, 0L, 25L));
    }

    @Test
    void anOfflineDeviceHasAnOrderButNoTimes() {
        assertThat(Eta.of(QUEUE, Eta.History.NONE, false).get(NEXT)).isEqualTo(new Eta.Forecast(1, null, null));
    }
}
