package dev.assay.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tests.system.Experiments;
import dev.assay.tests.system.RunningPortal;
import dev.assay.tests.system.Waiting;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL for each process of the product while a run is being measured: nothing stored is lost, the queue goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledProcessesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path data;
    private RunningPortal portal;
    private Experiments experiments;
    private String finishedBefore;
    private JsonObject resultBefore;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        data = directory;
        portal = RunningPortal.start(data, Map.of());
        experiments = new Experiments(portal);
        finishedBefore = experiments.submit("digits-mlp", "fp32");
        resultBefore = experiments.ended(finishedBefore, PATIENCE).get(0);
        assertThat(resultBefore.getString("state")).as(resultBefore.toString()).isEqualTo("SUCCEEDED");
    }

    @AfterAll
    void stop() {
        if (portal != null) {
            portal.close();
        }
    }

    @Test
    void theJobProcess() throws Exception {
        String struck = atWork(Set.of("MEASURING"));
        String next = experiments.submit("digits-mlp", "fp32");

        kill("dev.assay.worker.job.");

        // One that dies at work takes its run with it. One that dies while it starts (there are several in a run) is
        // nobody's fault but the device's, and the run is tried again.
        JsonObject run = experiments.ended(struck, PATIENCE).get(0);
        if (run.getString("state").equals("FAILED")) {
            assertThat(run.getJsonObject("failure").getString("class")).isEqualTo("MODEL");
            assertThat(run.getJsonObject("failure").getString("code")).isEqualTo("KILLED");
            assertThat(run.getJsonObject("failure").getString("message")).contains(".");
        } else {
            assertSucceeds(struck);
        }
        assertSucceeds(next);
        assertNothingLost();
    }

    @Test
    void theAgent() throws Exception {
        String struck = atWork();
        kill("dev.assay.cli.Main agent");
        assertSucceeds(struck);
        assertNothingLost();
    }

    @Test
    void thePortal() throws Exception {
        String struck = atWork();
        kill("assay.war");
        assertSucceeds(struck);
        assertNothingLost();
    }

    @Test
    void theDatabase() throws Exception {
        String struck = atWork();
        kill("postgres -D");
        assertSucceeds(struck);
        assertNothingLost();
    }

    @Test
    void everythingAtOnceAndStartedAgain() throws Exception {
        String struck = atWork();
        portal.kill();
        portal.close();
        portal = RunningPortal.start(data, Map.of());
        experiments = new Experiments(portal);
        assertSucceeds(struck);
        assertNothingLost();
    }

    private String atWork() throws Exception {
        return atWork(Set.of("PREPARING", "MEASURING"));
    }

    private String atWork(Set<String> states) throws Exception {
        String experiment = experiments.submit("all-minilm-l6-v2", "fp32");
        experiments.reached(experiment, states, PATIENCE);
        return experiment;
    }

    private void kill(String part) throws InterruptedException {
        ProcessHandle victim = Waiting.until("a process with " + part, Duration.ofSeconds(30), () -> {
            var found = portal.processes(part);
            return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
        });
        assertThat(victim.destroyForcibly()).isTrue();
    }

    private void assertSucceeds(String experiment) throws InterruptedException {
        JsonObject run = experiments.ended(experiment, PATIENCE).get(0);
        assertThat(run.getString("state")).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(run.getInt("samples")).isPositive();
    }

    private void assertNothingLost() throws Exception {
        JsonObject now = experiments.read(finishedBefore).getJsonArray("runs").getJsonObject(0);
        assertThat(now.get("latencyMs")).isEqualTo(resultBefore.get("latencyMs"));
        assertThat(now.get("sha256")).isEqualTo(resultBefore.get("sha256"));
    }
}
