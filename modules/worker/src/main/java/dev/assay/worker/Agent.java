package dev.assay.worker;

import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.VersionRange;
import dev.assay.protocol.Wire;
import dev.assay.worker.portal.ArtifactCache;
import dev.assay.worker.portal.DeviceIdentity;
import dev.assay.worker.portal.PortalClient;
import dev.assay.worker.portal.PortalRefusal;
import dev.assay.worker.portal.PortalUnreachable;
import dev.assay.worker.portal.Spool;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes this machine a device of a portal: leases jobs over HTTP, runs them one at a time, hands results back. The agent
 * always calls; it opens no port. One job at a time, because a second one would spoil both measurements.
 */
public final class Agent {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int UPGRADE_REQUIRED = 426;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
    private static final long STOP_MILLIS = 15_000;

    private final AgentConfig config;
    private final Consumer<AgentNews> news;
    private final JobMachine.Opener opener;
    private final AgentPace pace;
    private final String session = UUID.randomUUID().toString();
    private volatile boolean stopping;
    private volatile @Nullable LeasedJob running;
    private AgentParameters parameters = AgentParameters.DEFAULT;
    private boolean online;
    private boolean clockWarned;
    private boolean triedToEnrolAgain;

    /**
     * An agent that runs real jobs.
     *
     * @param news told in sentences what happens; called from several threads, one at a time
     */
    public Agent(AgentConfig config, Consumer<AgentNews> news) {
        this(config, news, () -> JobRunner.open(config.directory()), AgentPace.usual());
    }

    Agent(AgentConfig config, Consumer<AgentNews> news, JobMachine.Opener opener, AgentPace pace) {
        this.config = config;
        Object oneAtATime = new Object();
        this.news = item -> {
            synchronized (oneAtATime) {
                news.accept(item);
            }
        };
        this.opener = opener;
        this.pace = pace;
    }

    /**
     * Works until {@link #stop()} or until the portal refuses this device for good.
     *
     * @throws IOException when the agent's directory cannot be used, or no job process can be started on this machine
     */
    public AgentExit run() throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(config.directory().toAbsolutePath().normalize());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        try (FileChannel lockFile = FileChannel.open(
                        directory.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(lockFile)) {
            if (lock == null) {
                return new AgentExit(
                        AgentExit.Reason.SESSION_CONFLICT,
                        "Another agent already uses the directory " + directory
                                + "; stop it or choose another directory.");
            }
            DeviceIdentity identity = DeviceIdentity.open(directory.resolve("device.json"));
            Spool spool = Spool.open(directory);
            JobMachine machine = opener.open();
            try (PortalClient client = new PortalClient(config.portal())) {
                PortalLink link = new PortalLink(client, identity);
                Delivery delivery = new Delivery(spool, link, pace.backoff());
                ArtifactCache cache = new ArtifactCache(
                        directory.resolve("artifacts"), config.cacheBytes(), client, pace.backoff(), pace.clock());
                reportInterrupted(spool);
                try {
                    return loop(new Parts(identity, spool, machine, client, link, delivery, cache));
                } finally {
                    awaitJob();
                }
            }
        }
    }

    /** Ends {@link #run()} soon; a running job is stopped and reported as lost so that it is tried again. */
    public void stop() {
        stopping = true;
        LeasedJob job = running;
        if (job != null) {
            job.cancellation().cancel();
        }
    }

    private record Parts(
            DeviceIdentity identity,
            Spool spool,
            JobMachine machine,
            PortalClient client,
            PortalLink link,
            Delivery delivery,
            ArtifactCache cache) {}

    private AgentExit loop(Parts parts) throws IOException, InterruptedException {
        int failures = 0;
        long conflictSince = 0;
        Capabilities told = null;
        while (!stopping) {
            try {
                AgentExit refused = enrolIfNew(parts);
                if (refused != null) {
                    return refused;
                }
                if (running == null) {
                    parts.delivery().deliverPending();
                }
                Capabilities capabilities = parts.machine().capabilities();
                boolean first = told == null;
                Optional<PollReply> reply = poll(parts, capabilities, first);
                told = capabilities;
                failures = 0;
                conflictSince = 0;
                reply.ifPresent(this::welcome);
            } catch (PortalUnreachable e) {
                failures++;
                offline(e.getMessage());
                pause(pace.backoff().millis(failures, e.retryAfterMillis()));
            } catch (PortalRefusal e) {
                told = null;
                if (e.status() == CONFLICT && e.code().equals("SESSION_CONFLICT")) {
                    long now = pace.stopwatch().nanos();
                    conflictSince = conflictSince == 0 ? now : conflictSince;
                    if (now - conflictSince > pace.conflictMostMillis() * 1_000_000L) {
                        return new AgentExit(AgentExit.Reason.SESSION_CONFLICT, String.valueOf(e.getMessage()));
                    }
                    offline("The portal still hears another process of this device; trying again");
                    pause(pace.conflictMillis());
                } else {
                    AgentExit exit = refusal(e, parts);
                    if (exit != null) {
                        return exit;
                    }
                    failures++;
                    pause(pace.backoff().millis(failures, 0));
                }
            }
        }
        return new AgentExit(AgentExit.Reason.STOPPED, "The agent was stopped.");
    }

    private Optional<PollReply> poll(Parts parts, Capabilities capabilities, boolean first)
            throws IOException, PortalRefusal, InterruptedException {
        LeasedJob job = running;
        boolean busy = job != null;
        List<JobRef> held = job == null ? List.of() : List.of(job.ref());
        Poll poll = new Poll(session, hash(capabilities), first ? capabilities : null, held, busy ? 0 : 1);
        long sent = pace.stopwatch().nanos();
        Optional<PollReply> answer = parts.link()
                .call(client ->
                        client.poll(poll, parameters.pollSeconds(), () -> stopping || (busy && running == null)));
        if (answer.isEmpty()) {
            return answer;
        }
        PollReply reply = answer.get();
        parameters = reply.parameters();
        if (job != null) {
            if (reply.drop().contains(job.ref())) {
                job.lose();
            } else if (reply.cancel().contains(job.ref())) {
                job.cancellation().cancel();
            }
        }
        if (!reply.run().isEmpty() && running == null && !stopping) {
            start(parts, reply.run().get(0), sent);
        } else {
            pause(pace.backoff().random().nextLong(pace.idleMillis() + 1));
        }
        return answer;
    }

    private void start(Parts parts, Assignment assignment, long sent) {
        LeasedJob job = new LeasedJob(assignment, pace.stopwatch(), sent);
        running = job;
        JobThread work = new JobThread(
                job, parts.machine(), parts.cache(), parts.spool(), parts.delivery(), () -> stopping, news);
        Thread.ofPlatform()
                .name("lease-keeper")
                .daemon()
                .start(new LeaseKeeper(job, parts.link(), parameters, pace.stopwatch()));
        Thread.ofPlatform().name("job").daemon().start(() -> {
            try {
                work.run();
            } finally {
                running = null;
            }
        });
        if (stopping) {
            job.cancellation().cancel();
        }
    }

    private @Nullable AgentExit enrolIfNew(Parts parts) throws IOException, InterruptedException {
        if (parts.identity().deviceId() != null) {
            return null;
        }
        String token = config.enrolToken();
        if (token == null) {
            return new AgentExit(
                    AgentExit.Reason.ENROLMENT_REFUSED,
                    "This machine is not a device yet; start the agent with an enrolment token from the portal's devices page.");
        }
        try {
            Enrolled enrolled = parts.client()
                    .enrol(new Enrol(
                            token,
                            parts.identity().publicKey(),
                            config.name(),
                            VersionRange.SUPPORTED,
                            parts.machine().capabilities()));
            parts.identity().enrolled(enrolled.deviceId());
            parameters = enrolled.parameters();
            say(AgentNews.Kind.ENROLLED, "This machine is now the device " + config.name() + ".");
            if (!enrolled.approved()) {
                say(
                        AgentNews.Kind.WAITING_FOR_APPROVAL,
                        "An administrator has to approve this device before it gets work.");
            }
            return null;
        } catch (PortalRefusal e) {
            if (e.status() == UPGRADE_REQUIRED) {
                return new AgentExit(AgentExit.Reason.VERSION, String.valueOf(e.getMessage()));
            }
            if (e.code().isEmpty()) {
                // Not the portal's own word: a server or proxy on the way that has no application behind it yet.
                throw new PortalUnreachable(String.valueOf(e.getMessage()), e);
            }
            return new AgentExit(
                    AgentExit.Reason.ENROLMENT_REFUSED,
                    "The portal did not take the enrolment token: " + e.getMessage()
                            + " Ask for a new token on the portal's devices page.");
        }
    }

    private @Nullable AgentExit refusal(PortalRefusal e, Parts parts) throws IOException {
        return switch (e.status()) {
            case UPGRADE_REQUIRED -> new AgentExit(AgentExit.Reason.VERSION, String.valueOf(e.getMessage()));
            case UNAUTHORIZED, FORBIDDEN -> {
                if (config.enrolToken() != null && !triedToEnrolAgain) {
                    triedToEnrolAgain = true; // the portal may be a new one under the old address
                    parts.identity().enrolled(null);
                    parts.client().forgetToken();
                    yield null;
                }
                yield new AgentExit(
                        AgentExit.Reason.REVOKED,
                        "The portal does not let this device in any more; enrol it again with a new token.");
            }
            default -> {
                say(AgentNews.Kind.WARNING, "The portal refused a request: " + e.getMessage());
                yield null;
            }
        };
    }

    /** Jobs that were running when this agent was last killed are reported as lost, so that they start again at once. */
    private static void reportInterrupted(Spool spool) throws IOException {
        for (JobRef ref : spool.running()) {
            if (!spool.holds(ref)) {
                Failure failure = new Failure(
                        FailureClass.INFRA,
                        "DEVICE_LOST",
                        "The agent ended during the run and was started again; the run is repeated.");
                spool.keep(ref, new JobResult(ref.epoch(), Outcome.FAILED, failure, null));
            }
            spool.ended(ref);
        }
    }

    private void welcome(PollReply reply) {
        if (!online) {
            online = true;
            triedToEnrolAgain = false;
            say(AgentNews.Kind.ONLINE, "Connected to " + config.portal() + " and waiting for work.");
        }
        Duration apart =
                Duration.between(reply.serverTime(), pace.clock().instant()).abs();
        if (!clockWarned && apart.compareTo(CLOCK_TOLERANCE) > 0) {
            clockWarned = true;
            say(
                    AgentNews.Kind.WARNING,
                    "The clocks of this machine and of the portal are " + apart.toSeconds()
                            + " s apart. Measurements are not affected; times on pages are the portal's.");
        }
    }

    private void offline(@Nullable String why) {
        if (online) {
            online = false;
            say(AgentNews.Kind.OFFLINE, why + ". Trying again until the portal is back.");
        }
    }

    private void awaitJob() throws InterruptedException {
        long start = pace.stopwatch().nanos();
        while (running != null && pace.stopwatch().secondsSince(start) * 1_000 < STOP_MILLIS) {
            LeasedJob job = running;
            if (job != null) {
                job.cancellation().cancel();
            }
            Thread.sleep(20);
        }
    }

    private void pause(long millis) throws InterruptedException {
        long start = pace.stopwatch().nanos();
        while (!stopping && pace.stopwatch().secondsSince(start) * 1_000 < millis) {
            Thread.sleep(Math.min(50, millis));
        }
    }

    private void say(AgentNews.Kind kind, String sentence) {
        news.accept(new AgentNews(kind, sentence));
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String hash(Capabilities capabilities) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Wire.write(capabilities).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
