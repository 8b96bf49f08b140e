package dev.assay.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.protocol.JobLimits;
import dev.assay.protocol.SandboxLevel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job process can see and do, asked from the inside. */
class SandboxIT {
    @TempDir
    Path directory;

    private SandboxProbe.Found find() throws Exception {
        Path classes = Path.of(
                Peek.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path javaHome = Path.of(System.getProperty("java.home")).toRealPath();
        return SandboxProbe.find(
                javaHome,
                List.of(classes),
                Files.createDirectories(directory.resolve("natives")),
                Peek.class.getName(),
                "here"::equals);
    }

    @Test
    void aHostileModelFindsNothing() throws Exception {
        SandboxProbe.Found found = find();
        assumeTrue(found.sandbox().level() == SandboxLevel.BUBBLEWRAP, "bubblewrap does not work here");
        Path input = Files.writeString(directory.resolve("input"), "x");
        List<String> lines = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Launch launch = new Launch(
                    Peek.class.getName(),
                    List.of(
                            new Launch.Text("look"),
                            new Launch.File(input),
                            new Launch.Text(String.valueOf(server.getLocalPort()))),
                    List.of(input),
                    null,
                    64L << 20,
                    1L << 20,
                    JobLimits.DEFAULT);
            ChildProcess.run(
                    found.sandbox().command(launch),
                    Sandbox.environment(),
                    ChildProcess.Terms.of(JobLimits.DEFAULT, () -> false),
                    lines::add);
        }
        assertThat(lines)
                .contains(
                        "exists /etc/passwd false",
                        "exists /bin/sh false",
                        "exists /root false",
                        "exists /home false",
                        "write false",
                        "network false",
                        "processes 2");
        assertThat(lines.get(0)).startsWith("environment ").doesNotContain("HOME", "USER");
        assertThat(directory.resolve("planted")).doesNotExist();
    }

    @Test
    void everyLevelThatIsOfferedStartsAJvm() throws Exception {
        SandboxProbe.Found found = find();
        assertThat(found.answer()).isEqualTo("here");
        assertThat(found.caveats())
                .hasSize(SandboxLevel.BUBBLEWRAP.compareTo(found.sandbox().level()));
    }
}
