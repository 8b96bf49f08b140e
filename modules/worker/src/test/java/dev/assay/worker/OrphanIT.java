package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A killed agent must not leave a model running behind. */
class OrphanIT {
    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void theJobDiesWithItsAgent() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Orphan.class.getName(),
                directory.toString());
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        Process agent = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.equals("WARMING_UP")) {
                line = out.readLine();
            }
            assertThat(line).isEqualTo("WARMING_UP");
            List<ProcessHandle> jobs = agent.descendants().toList();
            assertThat(jobs).isNotEmpty();
            agent.destroyForcibly();
            for (ProcessHandle job : jobs) {
                job.onExit().get(20, TimeUnit.SECONDS);
            }
        } finally {
            agent.destroyForcibly();
        }
    }
}
