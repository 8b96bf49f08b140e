package dev.assay.tests.system;

import dev.assay.tests.Checkout;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution as a user starts it: {@code assay serve} on a free port with a data directory of its own. */
public final class RunningPortal implements AutoCloseable {
    private static final Pattern ADMIN_LINK = Pattern.compile("https?://\\S+/welcome\\?token=\\S+");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final int BUILT_IN_MODELS = 3;
    private static final int LOG_LINES = 40;

    private final Process serve;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private final Rest rest;

    private RunningPortal(Path data, Map<String, String> environment) throws IOException, InterruptedException {
        Path distribution = Checkout.distribution();
        if (!Files.isRegularFile(distribution.resolve("assay.war"))) {
            throw new IllegalStateException(
                    "There is no distribution in " + distribution + "; build with the package phase");
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                distribution.resolve("lib") + "/*",
                "dev.assay.cli.Main",
                "serve",
                "--port",
                "0",
                "--data",
                data.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
        builder.environment().putAll(environment);
        Files.deleteIfExists(data.resolve("credentials.json"));
        serve = builder.start();
        // an interrupted test run leaves no server behind
        Runtime.getRuntime().addShutdownHook(new Thread(serve::destroy));
        Thread.ofPlatform().daemon(true).name("output of serve").start(this::readOutput);
        try {
            JsonObject credentials = Waiting.until("serve to write its credentials", PATIENCE, () -> {
                requireAlive();
                return credentials(data);
            });
            rest = new Rest(URI.create(credentials.getString("portal")), credentials.getString("token"));
            Waiting.until("the local agent and the built-in models to be there", PATIENCE, () -> {
                requireAlive();
                return listed("models")
                        .filter(models -> models.size() >= BUILT_IN_MODELS)
                        .flatMap(models -> device());
            });
        } catch (RuntimeException | AssertionError | InterruptedException e) {
            close();
            throw new IllegalStateException(
                    e.getMessage() + "; serve said:\n" + output() + "\n" + logEnd(data, "agent") + "\n"
                            + logEnd(data, "portal"),
                    e);
        }
    }

    public static RunningPortal start(Path data, Map<String, String> environment)
            throws IOException, InterruptedException {
        return new RunningPortal(data, environment);
    }

    public Rest rest() {
        return rest;
    }

    /** The name of the device whose agent serve has started. */
    public Optional<String> device() {
        return listed("devices")
                .flatMap(devices -> devices.stream().findFirst())
                .map(device -> device.getString("name"));
    }

    private Optional<List<JsonObject>> listed(String what) {
        try {
            Rest.Answer answer = rest.get(what);
            return answer.status() == 200
                    ? Optional.of(answer.json().getJsonArray("items").getValuesAs(JsonObject.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The one-time link that serve has printed. */
    public String adminLink() {
        Matcher matcher = ADMIN_LINK.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("serve printed no admin link; it said:\n" + output());
        }
        return matcher.group();
    }

    /** What serve has printed so far. */
    public String output() {
        return String.join("\n", lines);
    }

    /** The living processes below serve whose command line contains {@code part}, oldest first. */
    public List<ProcessHandle> processes(String part) {
        return serve.descendants()
                .filter(process -> process.isAlive() && commandLine(process).contains(part))
                .sorted(Comparator.comparing(
                        process -> process.info().startInstant().orElse(Instant.MIN)))
                .toList();
    }

    public boolean isAlive() {
        return serve.isAlive();
    }

    /** SIGKILL for serve itself. */
    public void kill() throws InterruptedException {
        serve.destroyForcibly();
        serve.waitFor();
    }

    @Override
    public void close() {
        List<ProcessHandle> below = new ArrayList<>(serve.descendants().toList());
        serve.destroy();
        try {
            if (!serve.waitFor(40, TimeUnit.SECONDS)) {
                serve.destroyForcibly();
            }
        } catch (InterruptedException e) {
            serve.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    static String commandLine(ProcessHandle process) {
        Path file = Path.of("/proc/" + process.pid() + "/cmdline");
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    private void requireAlive() {
        if (!serve.isAlive()) {
            throw new IllegalStateException("serve ended with exit code " + serve.exitValue());
        }
    }

    private void readOutput() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("[end of output: " + e.getMessage() + "]");
        }
    }

    /** The last lines of a log of serve's, so that a failure on another machine can be understood from its report. */
    private static String logEnd(Path data, String name) {
        Path file = data.resolve("logs").resolve(name + ".log");
        try {
            List<String> all = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return "End of " + name + ".log:\n"
                    + String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
        } catch (IOException e) {
            return "No " + name + ".log: " + e;
        }
    }

    private static Optional<JsonObject> credentials(Path data) {
        Path file = data.resolve("credentials.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(Files.newBufferedReader(file))) {
            return Optional.of(reader.readObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
