package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lets an implementation of compose judge compose.yaml, where one is installed; it needs no container engine for that. */
class ComposeIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final List<List<String>> IMPLEMENTATIONS =
            List.of(List.of("docker-compose"), List.of("docker", "compose"), List.of("podman-compose"));

    private record Ended(int exitCode, String output) {}

    private static Ended run(List<String> command, boolean withSecrets) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
        if (withSecrets) {
            for (String name :
                    List.of("ASSAY_DB_PASSWORD", "ASSAY_ADMIN_TOKEN", "ASSAY_ENROL_TOKEN", "ASSAY_LOCAL_TOKEN")) {
                builder.environment().put(name, "for-validation-only");
            }
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> config(List<String> implementation) {
        List<String> command = new ArrayList<>(implementation);
        // an empty environment file, so that a developer's own secrets play no part
        command.addAll(List.of("--env-file", "/dev/null", "-f", "compose.yaml", "config", "-q"));
        return command;
    }

    private static Optional<List<String>> implementation() throws InterruptedException {
        for (List<String> candidate : IMPLEMENTATIONS) {
            List<String> version = new ArrayList<>(candidate);
            version.add("version");
            Ended ended = run(version, false);
            // version 1 does not know the name of a project and is no longer maintained
            if (ended.exitCode() == 0 && !ended.output().contains("docker-compose version 1.")) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    @Test
    void anImplementationAcceptsTheFileWithSecretsAndRefusesItWithout() throws InterruptedException {
        Optional<List<String>> implementation = implementation();
        assumeTrue(
                implementation.isPresent(),
                "no compose implementation is installed; ComposeFileTest has parsed the file");
        Ended accepted = run(config(implementation.orElseThrow()), true);
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        Ended refused = run(config(implementation.orElseThrow()), false);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("lab-images/README.md");
    }
}
