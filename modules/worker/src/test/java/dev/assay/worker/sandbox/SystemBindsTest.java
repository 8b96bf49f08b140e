package dev.assay.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemBindsTest {
    @TempDir
    Path root;

    @TempDir
    Path javaHome;

    @BeforeEach
    void java() throws IOException {
        Files.createDirectories(javaHome.resolve("bin"));
    }

    private String binds(String arch) throws IOException {
        return String.join(" ", SystemBinds.of(root, javaHome, arch)).replace(root.toString(), "R");
    }

    private void directory(String path) throws IOException {
        Files.createDirectories(root.resolve(path));
    }

    @Test
    void mergedDebianOnAmd64() throws IOException {
        directory("usr/lib/x86_64-linux-gnu");
        directory("usr/lib64");
        directory("etc");
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        Files.createSymbolicLink(root.resolve("lib64"), Path.of("usr/lib64"));
        assertThat(binds("amd64"))
                .contains("--ro-bind R/usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu")
                .contains("--ro-bind R/usr/lib64 /usr/lib64")
                .contains("--symlink usr/lib /lib")
                .contains("--symlink usr/lib64 /lib64")
                .contains("--ro-bind " + javaHome + " " + javaHome)
                .doesNotContain("R/usr/lib ")
                .doesNotContain("/etc ");
    }

    @Test
    void mergedDebianOnArm64NeedsItsLinker() throws IOException {
        directory("usr/lib/aarch64-linux-gnu");
        Files.createFile(root.resolve("usr/lib/ld-linux-aarch64.so.1"));
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        assertThat(binds("aarch64"))
                .contains("--ro-bind R/usr/lib/aarch64-linux-gnu /usr/lib/aarch64-linux-gnu")
                .contains("--ro-bind R/usr/lib/ld-linux-aarch64.so.1 /usr/lib/ld-linux-aarch64.so.1")
                .contains("--symlink usr/lib /lib");
    }

    @Test
    void systemsWithSeparateDirectories() throws IOException {
        directory("usr/lib/x86_64-linux-gnu");
        directory("lib/x86_64-linux-gnu");
        directory("lib64");
        assertThat(binds("amd64"))
                .contains("--ro-bind R/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu")
                .contains("--ro-bind R/lib64 /lib64")
                .doesNotContain("--symlink");
    }

    @Test
    void fedoraAndArch() throws IOException {
        directory("usr/lib");
        directory("usr/lib64");
        Files.createSymbolicLink(root.resolve("lib64"), Path.of("usr/lib64"));
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        assertThat(binds("amd64"))
                .contains("--ro-bind R/usr/lib /usr/lib")
                .contains("--ro-bind R/usr/lib64 /usr/lib64");
    }

    @Test
    void whatTheJavaRuntimeLinksToIsThereToo() throws IOException {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere")).resolve("jvm.cfg");
        Files.createFile(elsewhere);
        Files.createDirectories(javaHome.resolve("lib"));
        Files.createSymbolicLink(javaHome.resolve("lib/jvm.cfg"), elsewhere);
        assertThat(binds("amd64")).contains("--ro-bind R/elsewhere/jvm.cfg R/elsewhere/jvm.cfg");
    }
}
