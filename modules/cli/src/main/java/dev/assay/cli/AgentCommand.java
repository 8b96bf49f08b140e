package dev.assay.cli;

import dev.assay.worker.Agent;
import dev.assay.worker.AgentConfig;
import dev.assay.worker.AgentExit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay agent}. */
@Command(
        name = "agent",
        description = {
            "Make this machine a device of a portal. It dials out; nothing listens here.",
            "The enrolment token is needed the first time only."
        },
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 20;

    private final Terminal terminal;
    private final InstantSource clock = InstantSource.system();

    @Option(names = "--portal", required = true, paramLabel = "URL", description = "Base address of the portal.")
    private String portal = "";

    @Option(
            names = "--token",
            paramLabel = "T",
            description = "Enrolment token; $ASSAY_ENROL_TOKEN when left out, so that it shows in no process list.")
    private @Nullable String token;

    @Option(names = "--name", paramLabel = "N", description = "The name people see; the host name when left out.")
    private @Nullable String name;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Device key, journal and cache; 'agent' in the data directory when left out.")
    private @Nullable Path directory;

    @Option(names = "--cache-bytes", paramLabel = "N", description = "Most bytes of downloaded files to keep.")
    private long cacheBytes = AgentConfig.DEFAULT_CACHE_BYTES;

    @Option(names = "--end-with-input", hidden = true, description = "End when standard input ends.")
    private boolean endWithInput;

    AgentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, IOException, InterruptedException {
        URI address;
        try {
            address = URI.create(portal.endsWith("/") ? portal : portal + "/");
        } catch (IllegalArgumentException e) {
            throw new BadInput("'" + Text.visible(portal) + "' is not an address; write it as https://host.", e);
        }
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new BadInput("'" + Text.visible(portal) + "' is not an address; write it as https://host.");
        }
        if (cacheBytes < 1) {
            throw new BadInput("--cache-bytes must be at least 1.");
        }
        Agent agent = new Agent(
                new AgentConfig(
                        address,
                        token == null ? System.getenv("ASSAY_ENROL_TOKEN") : token,
                        name == null ? hostName() : name,
                        directory == null ? Distribution.data().resolve("agent") : directory,
                        cacheBytes),
                news -> terminal.note(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + news.sentence()));
        CountDownLatch ended = new CountDownLatch(1);
        Thread stopper = new Thread(() -> stop(agent, ended), "stops the agent");
        Runtime.getRuntime().addShutdownHook(stopper);
        if (endWithInput) {
            Thread.ofPlatform().daemon(true).name("watches standard input").start(AgentCommand::exitAtEndOfInput);
        }
        AgentExit exit;
        try {
            exit = agent.run();
            terminal.note(exit.sentence());
        } finally {
            ended.countDown();
        }
        return switch (exit.reason()) {
            case STOPPED -> ExitCode.DONE;
            case REVOKED, ENROLMENT_REFUSED -> ExitCode.BAD_INPUT;
            case VERSION, SESSION_CONFLICT -> ExitCode.FAILED;
        };
    }

    private static void stop(Agent agent, CountDownLatch ended) {
        agent.stop();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(AgentCommand.class.getName())
                        .log(System.Logger.Level.WARNING, "The agent did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The parent holds the other end of the pipe; when it dies in whatever way, the pipe ends. */
    private static void exitAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // nobody writes; only the end matters
            }
        } catch (IOException e) {
            System.Logger logger = System.getLogger(AgentCommand.class.getName());
            logger.log(System.Logger.Level.DEBUG, "Standard input failed, which is an end as well", e);
        }
        System.exit(ExitCode.DONE);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unnamed device"; // no name service: the portal's users may rename it
        }
    }
}
