package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script ./assay in a checkout of cardboard: JDKs and Maven are scripts that tell how they were called. */
class LauncherIT {
    private static final List<String> TOOLS = List.of(
            "sh",
            "awk",
            "cat",
            "dirname",
            "find",
            "grep",
            "head",
            "id",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "tee");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path temporary;

    private Path checkout;
    private Path bin;
    private Path jdks;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void cardboard() throws IOException {
        checkout = Files.createDirectories(temporary.resolve("check out"));
        Path script = Files.copy(Path.of("../../assay"), checkout.resolve("assay"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String source :
                List.of("pom.xml", ".mvn/maven.config", "db/pom.xml", "webapp/pom.xml", "modules/cli/src/A.java")) {
            old(write(checkout.resolve(source), ""));
        }
        for (String directory : List.of("modules/cli/src", "modules/cli", "modules", "db", "webapp", ".mvn")) {
            old(checkout.resolve(directory));
        }
        write(checkout.resolve("modules/cli/target/assay/lib/x.jar"), "");
        write(checkout.resolve("modules/cli/target/assay/assay.war"), "");
        write(checkout.resolve("modules/cli/target/assay.stamp"), "");
        bin = Files.createDirectories(temporary.resolve("bin"));
        for (String tool : TOOLS) {
            Path real = List.of("/usr/bin", "/bin").stream()
                    .map(directory -> Path.of(directory, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            program(bin.resolve(tool), "exec " + real + " \"$@\"");
        }
        jdks = Files.createDirectories(temporary.resolve("jdks"));
        environment.put("PATH", bin.toString());
        environment.put("HOME", temporary.resolve("home").toString());
        environment.put("ASSAY_JDK_DIRS", jdks.toString());
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
    }

    private static void program(Path file, String... lines) throws IOException {
        write(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(Path home, String version) throws IOException {
        program(
                home.resolve("bin/java"),
                "echo \"java of " + version + "\"",
                "for a in \"$@\"; do echo \"[$a]\"; done");
        program(home.resolve("bin/javac"), "exit 0");
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private record Ended(int exitCode, String out, String err) {}

    private Ended assay(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private Ended assay(String... arguments) throws IOException, InterruptedException {
        return assay(checkout.resolve("assay"), arguments);
    }

    @Test
    void withoutAJdkItSaysSoInOneSentenceAndInstallsNothing() throws Exception {
        Ended ended = assay("serve");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("assay: no JDK 21 or newer was found")
                .hasLineCount(1)
                .contains("JAVA_HOME");
    }

    @Test
    void aRuntimeWithoutACompilerOrAnOldOneIsNoJdk() throws Exception {
        jdk(jdks.resolve("seventeen"), "17.0.12");
        program(jdks.resolve("runtime/bin/java"), "exit 0");
        environment.put("JAVA_HOME", jdks.resolve("seventeen").toString());
        assertThat(assay("serve").err()).contains("no JDK 21 or newer");
    }

    @Test
    void anInstalledNewerJdkBeatsAnOldDefault() throws Exception {
        jdk(jdks.resolve("seventeen"), "17.0.12");
        Files.createSymbolicLink(bin.resolve("java"), jdks.resolve("seventeen/bin/java"));
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        jdk(jdks.resolve("twenty five"), "25.0.3");
        jdk(jdks.resolve("eight"), "1.8.0_402");
        Ended ended = assay("inspect", "a model.onnx");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith("java of 25.0.3")
                .contains("[--sun-misc-unsafe-memory-access=allow]")
                .contains("[" + checkout.toRealPath() + "/modules/cli/target/assay/lib/*]")
                .endsWith("[dev.assay.cli.Main]\n[inspect]\n[a model.onnx]\n");
    }

    @Test
    void javaHomeWinsWhenItIsNewEnough() throws Exception {
        jdk(jdks.resolve("twenty-five"), "25.0.3");
        environment.put("JAVA_HOME", jdk(temporary.resolve("mine"), "21").toString());
        assertThat(assay("--version").out())
                .startsWith("java of 21\n")
                .doesNotContain("sun-misc")
                .contains("[--enable-native-access=ALL-UNNAMED]");
    }

    @Test
    void itWorksThroughLinksFromAnywhere() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        Path first = Files.createSymbolicLink(temporary.resolve("first"), checkout.resolve("assay"));
        Path second = Files.createSymbolicLink(
                temporary.resolve("home-bin"), Path.of(first.getFileName().toString()));
        assertThat(assay(second, "--version").out())
                .contains(checkout.toRealPath().toString());
    }

    @Test
    void aNewerSourceIsBuiltFirstWithOneLinePerModule() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        program(
                bin.resolve("mvn"),
                "echo \"JAVA_HOME=$JAVA_HOME\"",
                "echo \"mvn $*\"",
                "echo '[INFO] Building Assay onnx: graphs 0.1.0-SNAPSHOT      [2/14]'",
                "echo '[INFO] a thousand other lines'");
        old(checkout.resolve("modules/cli/target/assay.stamp"));
        Files.setLastModifiedTime(checkout.resolve("modules/cli/src/A.java"), FileTime.from(LONG_AGO.plusSeconds(60)));
        Ended ended = assay("--version");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).startsWith("java of 21.0.2").doesNotContain("mvn");
        assertThat(ended.err())
                .startsWith("assay: building")
                .contains("assay:   Assay onnx: graphs [2/14]")
                .doesNotContain("thousand");
        assertThat(Files.readString(checkout.resolve("target/build.log")))
                .contains("JAVA_HOME=" + jdks.resolve("twenty-one"))
                .contains("-Dquick");
        assertThat(assay("--version").err()).isEmpty();
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLogAndWhereItIs() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        program(bin.resolve("mvn"), "echo '[ERROR] the reason'", "exit 1");
        Files.delete(checkout.resolve("modules/cli/target/assay.stamp"));
        Ended ended = assay("serve");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("[ERROR] the reason")
                .contains("target/build.log")
                .contains("the build failed");
        assertThat(checkout.resolve("target/building")).doesNotExist();
        assertThat(checkout.resolve("modules/cli/target/assay.stamp")).doesNotExist();
    }

    @Test
    void nothingIsBuiltUnderARunningPortal() throws Exception {
        Path home = jdk(jdks.resolve("twenty-one"), "21.0.2");
        program(home.resolve("bin/java"), "case \"$*\" in *serve*) echo up; read line ;; *) echo ran ;; esac");
        program(bin.resolve("mvn"), "exit 0");
        ProcessBuilder builder =
                new ProcessBuilder(checkout.resolve("assay").toString(), "serve").directory(temporary.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process serve = builder.start();
        try {
            assertThat(serve.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("up");
            old(checkout.resolve("modules/cli/target/assay.stamp"));
            Files.setLastModifiedTime(
                    checkout.resolve("modules/cli/src/A.java"), FileTime.from(LONG_AGO.plusSeconds(60)));
            Ended ended = assay("inspect");
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out()).isEqualTo("ran\n");
            assertThat(ended.err())
                    .hasLineCount(1)
                    .contains("sources are newer")
                    .contains("process " + serve.pid())
                    .doesNotContain("building");
        } finally {
            serve.outputWriter(StandardCharsets.UTF_8).close();
            assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        write(checkout.resolve("target/serving/" + ProcessHandle.current().pid() + "0"), "");
        assertThat(assay("inspect").err()).startsWith("assay: building");
        assertThat(checkout.resolve("target/serving")).isEmptyDirectory();
    }

    @Test
    void withoutMavenItSaysSoOnlyWhenItMustBuild() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        assertThat(assay("--version").exitCode()).isZero();
        Files.delete(checkout.resolve("modules/cli/target/assay.stamp"));
        Ended ended = assay("--version");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("Maven 3.8.7 or newer").hasLineCount(1);
    }

    @Test
    void testsNeedABrowserAndNobodyButRootGetsOneInstalled() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        program(bin.resolve("mvn"), "echo ran with \"$@\" and $ASSAY_CHROMIUM");
        Files.delete(bin.resolve("id"));
        program(bin.resolve("id"), "echo 1000");
        Ended without = assay("test");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("need Chromium").hasLineCount(1);
        program(bin.resolve("chromium"), "exit 0");
        assertThat(assay("test").out()).contains("-DexcludedGroups=long verify and " + bin.resolve("chromium"));
        assertThat(assay("test", "--long").out()).contains("-DexcludedGroups=nothing verify");
        assertThat(assay("test", "--nonsense").exitCode()).isEqualTo(2);
        program(bin.resolve("mvn"), "exit 3");
        assertThat(assay("test").exitCode()).isEqualTo(3);
    }

    @Test
    void rootGetsTheBrowserThroughAptAndIsTold() throws Exception {
        jdk(jdks.resolve("twenty-one"), "21.0.2");
        program(bin.resolve("mvn"), "exit 0");
        Files.delete(bin.resolve("id"));
        program(bin.resolve("id"), "echo 0");
        program(
                bin.resolve("apt-get"),
                "echo \"apt-get $*\"",
                "case \"$*\" in *install*) printf '#!/bin/sh\\n' > '" + bin.resolve("chromium") + "'; "
                        + Path.of("/bin/chmod") + " +x '" + bin.resolve("chromium") + "' ;; esac");
        Ended ended = assay("test");
        assertThat(ended.err())
                .contains("running apt-get install chromium bubblewrap")
                .contains("apt-get -q install");
        assertThat(ended.exitCode()).isZero();
    }
}
