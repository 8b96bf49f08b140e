package dev.assay.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    Path temporary;

    @Test
    void aKilledProcessIsStartedAgainAndStopEndsIt() throws Exception {
        CountDownLatch starts = new CountDownLatch(2);
        Child child = new Child(
                "sleeper",
                () -> List.of("sleep", "600"),
                Map.of(),
                temporary.resolve("log"),
                sentence -> {},
                code -> true);
        child.start(() -> {
            starts.countDown();
            if (starts.getCount() == 1) {
                child.handle().destroyForcibly();
            }
        });
        assertThat(starts.await(30, TimeUnit.SECONDS)).isTrue();
        ProcessHandle second = child.handle();
        assertThat(second.isAlive()).isTrue();
        child.stop(Duration.ofSeconds(5));
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void anEndThatIsFinalIsAccepted() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Child child = new Child(
                "one-shot",
                () -> List.of("sh", "-c", "echo to the log; exit 2"),
                Map.of(),
                temporary.resolve("log"),
                sentence -> {},
                code -> {
                    assertThat(code).isEqualTo(2);
                    ended.countDown();
                    return false;
                });
        child.start(() -> {});
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        child.stop(Duration.ofSeconds(1));
        assertThat(child.starts()).isEqualTo(1);
        assertThat(Files.readString(temporary.resolve("log"))).contains("to the log");
    }

    @Test
    void leftoversOfAKilledParentAreEndedAndStrangersAreSpared() throws Exception {
        Child child = new Child(
                "orphan",
                () -> List.of("sleep", "600"),
                Map.of(),
                temporary.resolve("log"),
                sentence -> {},
                code -> false);
        CountDownLatch started = new CountDownLatch(1);
        child.start(started::countDown);
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        ProcessHandle orphan = child.handle();
        Leftovers leftovers = new Leftovers(temporary);
        leftovers.remember(List.of(child));
        String written = Files.readString(temporary.resolve("children.json"));

        Files.writeString(
                temporary.resolve("children.json"),
                written.replaceAll("\"started\":\"[^\"]*\"", "\"started\":\"2001-01-01T00:00:00Z\""));
        new Leftovers(temporary).end(sentence -> {});
        assertThat(orphan.isAlive()).isTrue();

        Files.writeString(temporary.resolve("children.json"), written);
        new Leftovers(temporary).end(sentence -> {});
        assertThat(orphan.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
        assertThat(temporary.resolve("children.json")).doesNotExist();
    }
}
