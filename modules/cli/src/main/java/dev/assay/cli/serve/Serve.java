package dev.assay.cli.serve;

import dev.assay.db.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;

/** A running portal with its database and its local agent. */
public final class Serve implements AutoCloseable {
    /** The name under which the local agent is known to people and commands. */
    public static final String LOCAL_DEVICE = "this-machine";

    private static final Duration DEVICE_PATIENCE = Duration.ofSeconds(20);
    private static final double READY_SECONDS = 240;
    private static final Duration AGENT_PATIENCE = Duration.ofSeconds(15);
    /** The portal writes its class archive when it ends. */
    private static final Duration PORTAL_PATIENCE = Duration.ofSeconds(40);

    /** From the server's own word that it is up to a portal that answers. */
    private static final double APPLICATION_SECONDS = 20;

    private static final int REFUSED = 2;

    private final ServeSettings settings;
    private final DataDirectory data;
    private final Announcer announcer;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Leftovers leftovers;

    private volatile boolean closing;
    private volatile boolean ready;
    private Database database = Database.NONE;

    /** @param data stays open until {@link #close()} */
    public Serve(ServeSettings settings, DataDirectory data, Announcer announcer) {
        this.settings = settings;
        this.data = data;
        this.announcer = announcer;
        this.leftovers = new Leftovers(data.root());
    }

    /**
     * What to tell the user.
     *
     * @param address     of the portal
     * @param welcome     one-time address for the first administrator; empty once there is one
     * @param seconds     that the start took
     */
    public record Started(String address, Optional<String> welcome, double seconds) {}

    /** Starts everything and returns when the portal is ready. */
    public Started start() throws CannotStart, StartFailed, IOException, InterruptedException {
        long begin = System.nanoTime();
        Path payara = settings.distribution().resolve("payara-micro.jar");
        Path war = settings.distribution().resolve("assay.war");
        for (Path file : List.of(payara, war)) {
            if (!Files.isRegularFile(file)) {
                throw new CannotStart("The file " + file + " is missing; build the product again.");
            }
        }
        leftovers.end(announcer::news);
        int port = Ports.claim(settings.bind(), settings.port());
        String address = settings.address(port);
        data.describeHolder(address);

        announcer.progress("starting PostgreSQL", "");
        database = Database.open(settings, data, announcer);
        announcer.progress("bringing the schema up to date", "");
        migrate();

        Credentials earlier = Credentials.read(data.root()).orElse(new Credentials(address, Secrets.fresh()));
        Credentials credentials = new Credentials(address, earlier.token());
        String adminToken = Secrets.fresh();
        String enrolToken = Secrets.fresh();

        announcer.progress("unpacking the server", "");
        PayaraRoot root = PayaraRoot.prepare(data.root().resolve("payara"), payara, data.log("portal"));
        announcer.progress("starting the portal", "");
        Child portal = new Child(
                "portal",
                () -> Portal.command(root, war, settings.bind(), port),
                portalEnvironment(address, credentials, adminToken, enrolToken),
                data.log("portal"),
                announcer::news,
                code -> ready);
        start(portal);
        awaitReady(portal, new Readiness(address), begin);
        credentials.write(data.root());

        start(new Child(
                "agent",
                () -> agentCommand(address),
                Map.of("ASSAY_ENROL_TOKEN", enrolToken, "ORT_DISABLE_TELEMETRY", "1"),
                data.log("agent"),
                announcer::news,
                this::agentMayStartAgain));
        leftovers.remember(children);
        awaitDevice(new Readiness(address));
        String welcome = "/welcome?token=" + adminToken;
        return new Started(
                address,
                new Readiness(address).welcomes(welcome) ? Optional.of(address + welcome) : Optional.empty(),
                (System.nanoTime() - begin) / 1e9);
    }

    private void migrate() throws StartFailed {
        try {
            Migrations.migrate(database.url(), database.user(), database.password());
        } catch (FlywayException e) {
            throw new StartFailed(
                    "The database schema could not be brought up to date, and nothing was changed: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"),
                    e);
        }
    }

    private Map<String, String> portalEnvironment(
            String address, Credentials credentials, String adminToken, String enrolToken) {
        Map<String, String> environment = new HashMap<>();
        environment.put("ASSAY_DB_URL", database.url());
        environment.put("ASSAY_DB_USER", database.user());
        environment.put("ASSAY_DB_PASSWORD", database.password());
        environment.put("ASSAY_DATA", data.root().toString());
        environment.put("ASSAY_ZOO", settings.distribution().resolve("zoo").toString());
        environment.put("ASSAY_BASE_URL", settings.environment().getOrDefault("ASSAY_BASE_URL", address));
        environment.put("ASSAY_ADMIN_TOKEN", adminToken);
        environment.put("ASSAY_ENROL_TOKEN", enrolToken);
        environment.put("ASSAY_LOCAL_TOKEN", credentials.token());
        environment.put("ASSAY_REGISTRATION", settings.environment().getOrDefault("ASSAY_REGISTRATION", "invite"));
        environment.put("ORT_DISABLE_TELEMETRY", "1");
        return environment;
    }

    private List<String> agentCommand(String address) {
        List<String> words = new ArrayList<>(Java.command());
        words.addAll(List.of(
                // A compiler that works hard at the wrong moment is load beside a measurement on the same machine.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                settings.distribution().resolve("lib").resolve("*").toString(),
                "dev.assay.cli.Main",
                "agent",
                "--portal",
                address,
                "--name",
                LOCAL_DEVICE,
                "--dir",
                data.root().resolve("agent").toString(),
                "--end-with-input"));
        return words;
    }

    private boolean agentMayStartAgain(int exitCode) {
        if (exitCode == REFUSED) {
            announcer.news("The portal refused this machine as a device, so no agent runs here; its log is "
                    + data.root().resolve("logs").resolve("agent.log") + ".");
            return false;
        }
        return true;
    }

    private void start(Child child) {
        children.add(child);
        child.start(() -> {
            try {
                leftovers.remember(children);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The portal serves without its own device too, so a slow agent only delays the announcement. */
    private void awaitDevice(Readiness readiness) throws InterruptedException {
        announcer.progress("connecting this machine", "");
        long until = System.nanoTime() + DEVICE_PATIENCE.toNanos();
        while (!closing && !readiness.hasDevice(LOCAL_DEVICE)) {
            if (System.nanoTime() - until > 0) {
                announcer.news("This machine is not connected yet; its log is " + logFile("agent") + ".");
                return;
            }
            Thread.sleep(200);
        }
    }

    private void awaitReady(Child portal, Readiness readiness, long begin)
            throws StartFailed, IOException, InterruptedException {
        long logStart = Files.exists(logFile("portal")) ? Files.size(logFile("portal")) : 0;
        long serverUpNanos = 0;
        while (!readiness.isReady()) {
            if (closing) {
                throw new StartFailed("Stopped before the portal was ready.");
            }
            if (!portal.isKept()) {
                throw new StartFailed("The portal ended while it started. The end of its log " + logFile("portal")
                        + ":\n" + ServerLog.tail(logFile("portal"), logStart));
            }
            if (serverUpNanos == 0 && ServerLog.saysStarted(logFile("portal"), logStart)) {
                serverUpNanos = System.nanoTime();
            }
            if (serverUpNanos != 0 && (System.nanoTime() - serverUpNanos) / 1e9 > APPLICATION_SECONDS) {
                throw new StartFailed("The server started, but the application in it did not. From its log "
                        + logFile("portal") + ":\n" + ServerLog.complaints(logFile("portal"), logStart));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (seconds > READY_SECONDS) {
                throw new StartFailed("The portal was not ready after " + Math.round(seconds) + " s; its log is "
                        + logFile("portal") + ".");
            }
            announcer.progress("starting the portal", Math.round(seconds) + " s");
            TimeUnit.MILLISECONDS.sleep(150);
        }
        ready = true;
    }

    private Path logFile(String name) {
        return data.root().resolve("logs").resolve(name + ".log");
    }

    /** Stops the agent, the portal and the database, in this order, and gives the data directory back. */
    @Override
    public void close() throws IOException {
        closing = true;
        database.expectEnd();
        try {
            for (Child child : children.reversed()) {
                announcer.progress("stopping the " + child.name(), "");
                child.stop(child.name().equals("agent") ? AGENT_PATIENCE : PORTAL_PATIENCE);
            }
            if (database.pid() != null) {
                announcer.progress("stopping PostgreSQL", "");
            }
            database.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            data.close();
        }
    }
}
