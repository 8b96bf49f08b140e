package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.assay.cli.rest.PortalClient;
import dev.assay.cli.serve.Credentials;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: {@code assay serve} as a process, and everything in it killed once. */
@TestMethodOrder(OrderAnnotation.class)
class ServeIT {
    private static final Path HOME = Path.of("target/assay").toAbsolutePath();
    private static final Pattern READY = Pattern.compile("Assay is ready: (\\S+)");
    private static final Pattern WELCOME = Pattern.compile("(http\\S+/welcome\\?token=\\S+)");
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    static Path temporary;

    private static Path data = Path.of("");
    private static Serving serving;
    private static String uploaded = "";

    /** A running {@code serve} and what it said. */
    private record Serving(Process process, Path out, Path err, String address, Optional<String> welcome) {
        Optional<ProcessHandle> child(String word) {
            return process.toHandle()
                    .descendants()
                    .filter(handle -> commandLine(handle).contains(word))
                    .findFirst();
        }
    }

    private static String commandLine(ProcessHandle handle) {
        // ProcessHandle leaves out long command lines
        try {
            return Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    private static Process launch(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                HOME.resolve("lib") + "/*",
                "dev.assay.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
        return builder.start();
    }

    private static Serving serve(String name) throws Exception {
        Path out = temporary.resolve(name + ".out");
        Path err = temporary.resolve(name + ".err");
        Process process = launch(out, err, "serve", "--port", "0", "--data", data.toString());
        await(
                "serve is ready",
                () -> !process.isAlive() || READY.matcher(read(out)).find());
        Matcher ready = READY.matcher(read(out));
        if (!ready.find()) {
            fail("serve ended: " + read(err));
        }
        await("the last line", () -> read(err).contains("ready after"));
        Matcher welcome = WELCOME.matcher(read(out));
        return new Serving(
                process, out, err, ready.group(1), welcome.find() ? Optional.of(welcome.group(1)) : Optional.empty());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("Gave up waiting: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static int status(String address) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static PortalClient client() throws IOException {
        Credentials credentials = Credentials.read(data).orElseThrow();
        assertThat(credentials.portal()).isEqualTo(serving.address());
        return new PortalClient(credentials.portal(), credentials.token());
    }

    private static JsonObject uploadedModel() throws Exception {
        return client().get("models/" + uploaded);
    }

    private static boolean answers() {
        try {
            return uploadedModel().toString().contains(uploaded);
        } catch (Exception e) {
            return false;
        }
    }

    private static String killAndAwaitSuccessor(String word) throws Exception {
        ProcessHandle before = serving.child(word).orElseThrow();
        before.destroyForcibly();
        before.onExit().get(30, TimeUnit.SECONDS);
        await(
                "a new " + word,
                () -> serving.child(word)
                        .filter(now -> now.pid() != before.pid())
                        .isPresent());
        await("the portal answers again", ServeIT::answers);
        return read(serving.err());
    }

    @BeforeAll
    static void firstStart() throws Exception {
        data = temporary.resolve("data");
        serving = serve("first");
        OnnxModel digits = OnnxModel.read(HOME.resolve("zoo/digits-mlp.onnx"));
        Path own = temporary.resolve("own.onnx");
        Quantizer.quantize(digits, Scheme.Int8Dynamic.DEFAULT).model().write(own);
        uploaded = Sha256.of(own);
        client().upload("models?name=own.onnx", own);
    }

    @AfterAll
    static void end() throws Exception {
        if (serving != null && serving.process().isAlive()) {
            serving.process().destroy();
            assertThat(serving.process().waitFor(90, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Order(1)
    void theLinkOpensAndTheTokenOfTheDataDirectoryWorks() throws Exception {
        assertThat(serving.welcome()).isPresent();
        assertThat(status(serving.welcome().orElseThrow())).isEqualTo(200);
        assertThat(status(serving.address() + "/")).isEqualTo(200);
        assertThat(answers()).isTrue();
        assertThat(read(serving.out()).lines()).hasSize(2);
    }

    @Test
    @Order(2)
    void thisMachineBecomesADevice() throws Exception {
        await("the device", () -> {
            try {
                return client().get("devices").toString().contains("\"this-machine\"");
            } catch (Exception e) {
                return false;
            }
        });
    }

    @Test
    @Order(2)
    void noSecretIsOnACommandLine() throws Exception {
        String token = Credentials.read(data).orElseThrow().token();
        String welcome = serving.welcome().orElseThrow();
        String adminToken = welcome.substring(welcome.indexOf('=') + 1);
        List<String> lines = serving.process()
                .toHandle()
                .descendants()
                .map(ServeIT::commandLine)
                .toList();
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(token) || line.contains(adminToken));
    }

    @Test
    @Order(3)
    void aSecondOneOnTheSameDataIsToldWhoHoldsIt() throws Exception {
        Path err = temporary.resolve("second.err");
        Process second =
                launch(temporary.resolve("second.out"), err, "serve", "--port", "0", "--data", data.toString());
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(read(err)).contains("is in use by another 'assay serve'").contains(serving.address());
    }

    @Test
    @Order(3)
    void aPortInUseIsNamedTogetherWithTheOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path err = temporary.resolve("port.err");
            Process second = launch(
                    temporary.resolve("port.out"),
                    err,
                    "serve",
                    "--port",
                    Integer.toString(taken.getLocalPort()),
                    "--data",
                    temporary.resolve("other").toString());
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(read(err)).contains("Port " + taken.getLocalPort()).contains("--port");
        }
    }

    @Test
    @Order(4)
    void aKilledDatabaseComesBackWithItsRows() throws Exception {
        assertThat(killAndAwaitSuccessor("bin/postgres -D")).contains("PostgreSQL ended; starting it again");
    }

    @Test
    @Order(5)
    void aKilledAgentComesBack() throws Exception {
        assertThat(killAndAwaitSuccessor("dev.assay.cli.Main agent")).contains("The agent ended");
    }

    @Test
    @Order(6)
    void aKilledPortalComesBackWithEverything() throws Exception {
        assertThat(killAndAwaitSuccessor("launch-micro.jar")).contains("The portal ended");
    }

    @Test
    @Order(7)
    void nothingSurvivesAKilledServeAndTheNextStartHasTheRows() throws Exception {
        List<ProcessHandle> children =
                serving.process().toHandle().descendants().toList();
        assertThat(children).isNotEmpty();
        serving.process().destroyForcibly();
        for (ProcessHandle child : children) {
            child.onExit().get(60, TimeUnit.SECONDS);
        }
        serving = serve("again");
        assertThat(uploadedModel().toString()).contains(uploaded);
    }

    @Test
    @Order(8)
    void aSignalStopsEverything() throws Exception {
        List<ProcessHandle> children =
                serving.process().toHandle().descendants().toList();
        serving.process().destroy();
        assertThat(serving.process().waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(children).isNotEmpty();
        for (ProcessHandle child : children) { // a grandchild may still be on its way out when its parent is gone
            child.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThat(read(serving.err())).doesNotContain("starting it again");
    }
}
