package dev.assay.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tests.models.HostileModels;
import dev.assay.tests.system.Experiments;
import dev.assay.tests.system.Rest;
import dev.assay.tests.system.RunningPortal;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models that pass the gate and misbehave when run: the right failure, a sentence, and the next job runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRunsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private RunningPortal portal;
    private Experiments experiments;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        portal = RunningPortal.start(data, Map.of());
        experiments = new Experiments(portal);
    }

    @AfterAll
    void stop() {
        if (portal != null) {
            portal.close();
        }
    }

    @Test
    void aModelThatCrashesTheProcess() throws Exception {
        fails(HostileModels.dividesByMinusOne(), "CRASH");
    }

    @Test
    void aModelThatWantsEightyGigabytes() throws Exception {
        fails(HostileModels.allocatesEightyGigabytes(), "OOM");
    }

    @Test
    void aModelThatHangsWhileItIsLoaded() throws Exception {
        fails(HostileModels.hangsWhileLoading(), "TIMEOUT");
    }

    private void fails(byte[] model, String code) throws Exception {
        Rest.Answer uploaded = portal.rest().upload(code.toLowerCase(Locale.ROOT) + ".onnx", model);
        assertThat(uploaded.status()).as(uploaded.body()).isIn(200, 201);

        String hostile =
                experiments.submit(uploaded.json().getJsonObject("card").getString("sha256"), 15, "fp32");
        // a well-behaved model that came the same way: what fails above fails for its own reasons
        String next = experiments.submit(upload("harmless", HostileModels.harmless(code.length())), "fp32");

        JsonObject run = experiments.ended(hostile, PATIENCE).get(0);
        assertThat(run.getString("state")).isEqualTo("FAILED");
        JsonObject failure = run.getJsonObject("failure");
        assertThat(failure.getString("class")).isEqualTo("MODEL");
        assertThat(failure.getString("code")).isEqualTo(code);
        assertThat(failure.getString("message")).contains(".").doesNotContain("Exception", "\tat ");

        JsonObject after = experiments.ended(next, PATIENCE).get(0);
        assertThat(after.getString("state")).as(after.toString()).isEqualTo("SUCCEEDED");
        assertThat(after.getInt("samples")).isPositive();
        assertThat(portal.isAlive()).isTrue();
        assertThat(portal.processes("dev.assay.worker.job"))
                .as("job processes that are left")
                .isEmpty();
    }

    private String upload(String name, byte[] model) throws Exception {
        Rest.Answer uploaded = portal.rest().upload(name + ".onnx", model);
        assertThat(uploaded.status()).as(uploaded.body()).isIn(200, 201);
        return uploaded.json().getJsonObject("card").getString("sha256");
    }
}
