package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.SandboxLevel;
import dev.assay.protocol.SchemeSpec;
import dev.assay.worker.portal.Backoff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent against a portal that answers over real HTTP, with jobs that only pretend to measure. */
@Timeout(60)
class AgentIT {
    private static final byte[] MODEL = "a model".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private FakePortal portal;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Machine machine = new Machine();
    private final Queue<AgentNews> news = new ConcurrentLinkedQueue<>();
    private Agent agent;
    private Future<AgentExit> ended = new CompletableFuture<>();

    /** Reports success once it is let go, and notices a cancellation. */
    private static final class Machine implements JobMachine {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);
        final Queue<byte[]> models = new ConcurrentLinkedQueue<>();
        volatile boolean wait;
        volatile boolean cancelled;
        volatile byte @Nullable [] rewritten;

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    "Linux",
                    "6",
                    "amd64",
                    "test",
                    1,
                    2,
                    null,
                    List.of(),
                    1L << 30,
                    null,
                    null,
                    "1",
                    List.of("CPU"),
                    "21",
                    "test",
                    SandboxLevel.NONE,
                    "none",
                    false);
        }

        @Override
        public JobResult run(
                long epoch, JobSpec spec, JobFiles files, Consumer<JobProgress> progress, Cancellation cancellation)
                throws InterruptedException {
            try {
                models.add(Files.readAllBytes(files.model()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            progress.accept(new JobProgress(Phase.MEASURING, 0.5, "Measuring"));
            started.countDown();
            while (wait && letGo.getCount() > 0) {
                if (cancellation.await(10)) {
                    cancelled = true;
                    return new JobResult(epoch, Outcome.CANCELED, null, null);
                }
            }
            byte[] made = rewritten;
            if (made == null) {
                return new JobResult(epoch, Outcome.SUCCEEDED, null, null);
            }
            try {
                Files.write(files.kept(), made);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return new JobResult(epoch, Outcome.SUCCEEDED, null, measured("f".repeat(64), made.length));
        }

        private Measurement measured(String sha256, long bytes) {
            return new Measurement(
                    sha256,
                    bytes,
                    null,
                    1,
                    1,
                    List.of(),
                    true,
                    List.of(1_000L),
                    1,
                    new Measurement.Validity(Measurement.Validity.Status.VALID, List.of()),
                    null,
                    null,
                    null,
                    new Measurement.Environment(
                            capabilities(),
                            SandboxLevel.NONE,
                            1,
                            "CPU",
                            "ALL",
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            "0".repeat(64),
                            List.of(),
                            1,
                            "nanoTime"),
                    MeasurementDetails.NONE);
        }
    }

    @BeforeEach
    void start() throws IOException {
        portal = new FakePortal();
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.stop();
        }
        ended.cancel(true);
        portal.close();
        threads.shutdownNow();
    }

    private Future<AgentExit> run() {
        AgentPace pace = new AgentPace(
                new Backoff(20, 100, new SplittableRandom(1)), 20, 300, 5, Stopwatch.system(), InstantSource.system());
        agent = new Agent(
                new AgentConfig(portal.address(), "enrolment-token", "here", directory.resolve("agent"), 1L << 20),
                news::add,
                () -> machine,
                pace);
        return threads.submit(agent::run);
    }

    private void begin() {
        ended = run();
    }

    private Assignment assignment(String jobId, long epoch) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(MODEL));
        portal.artifacts.put(sha256, MODEL);
        JobSpec spec = new JobSpec(
                "m",
                new ArtifactRef(sha256, MODEL.length),
                SchemeSpec.of("fp32"),
                TestModels.workload(),
                JobLimits.DEFAULT);
        return new Assignment(jobId, epoch, portal.parameters.leaseSeconds(), "job-token", spec);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    private boolean said(AgentNews.Kind kind) {
        return news.stream().anyMatch(item -> item.kind() == kind);
    }

    @Test
    void aJobRunsAndItsResultIsHandedIn() throws Exception {
        portal.work.add(assignment("job-1", 4));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        FakePortal.Delivered delivered = portal.results.element();
        assertThat(delivered.jobId()).isEqualTo("job-1");
        assertThat(delivered.idempotencyKey()).isEqualTo("job-1:4");
        assertThat(delivered.digest()).startsWith("sha-256=");
        assertThat(Base64.getDecoder().decode(delivered.digest().substring(8))).hasSize(32);
        assertThat(delivered.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(machine.models.element()).isEqualTo(MODEL);
        assertThat(portal.polls.element().capabilities()).isEqualTo(machine.capabilities());
        assertThat(directory.resolve("agent/results")).isEmptyDirectory();
        Path key = directory.resolve("agent/device.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void theModelThatACalibratedRunMadeIsHandedInAfterTheResult() throws Exception {
        machine.rewritten = new byte[] {1, 2, 3};
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).hasSize(1);
        assertThat(portal.offered).containsOnlyKeys("jobs/job-1/artifacts/" + "f".repeat(64));
        assertThat(portal.offered.values().iterator().next()).containsExactly(1, 2, 3);
        assertThat(directory.resolve("agent/results")).isEmptyDirectory();
    }

    @Test
    void aPortalThatDoesNotTakeTheModelStillHasTheResult() throws Exception {
        machine.rewritten = new byte[] {1, 2, 3};
        portal.next("offer", new FakePortal.Canned(404, "text/plain", "what?"));
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).hasSize(1);
        assertThat(news).anyMatch(item -> item.sentence().contains("did not take the rewritten model"));
        assertThat(directory.resolve("agent/results")).isEmptyDirectory();
    }

    @Test
    void aLeaseThatTheNetworkDoesNotLetRenewIsGivenUpInTime() throws Exception {
        portal.parameters = new AgentParameters(1, 1, 2);
        machine.wait = true;
        portal.work.add(assignment("job-1", 1));
        for (int i = 0; i < 500; i++) {
            portal.next("renew", new FakePortal.Canned(503, "text/plain", "busy"));
        }
        begin();
        await(() -> machine.cancelled);
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).isEmpty();
        assertThat(directory.resolve("agent/late/job-1_1.json")).exists();
        assertThat(directory.resolve("agent/results")).isEmptyDirectory();
    }

    @Test
    void aStaleLeaseKillsTheJobAndKeepsItsResultHere() throws Exception {
        machine.wait = true;
        portal.work.add(assignment("job-1", 1));
        begin();
        machine.started.await();
        portal.next("renew", FakePortal.problem(409, "STALE_LEASE"));
        await(() -> machine.cancelled);
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).isEmpty();
        assertThat(directory.resolve("agent/late/job-1_1.json")).exists();
    }

    @Test
    void aJobThatThePortalDropsIsKilledAndNotReported() throws Exception {
        machine.wait = true;
        Assignment assignment = assignment("job-1", 1);
        portal.work.add(assignment);
        begin();
        machine.started.await();
        portal.drops.add(new JobRef("job-1", 1));
        await(() -> machine.cancelled);
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).isEmpty();
    }

    @Test
    void aCancelledJobIsReportedAsCancelled() throws Exception {
        machine.wait = true;
        portal.cancelOnRenew = true;
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> !portal.results.isEmpty());
        assertThat(portal.results.element().result().outcome()).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void aLostReplyIsAnsweredWithTheSameResultUnderTheSameKey() throws Exception {
        portal.repliesToLose.set(3);
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).hasSize(4);
        assertThat(portal.results.stream().distinct()).hasSize(1);
    }

    @Test
    void aPageInsteadOfAnAnswerIsTriedAgain() throws Exception {
        portal.next("poll", new FakePortal.Canned(200, "text/html", "<html>Please log in to the guest network</html>"));
        portal.next("poll", new FakePortal.Canned(502, "text/html", "<html>Bad gateway</html>"));
        portal.next("result", new FakePortal.Canned(200, "text/html", "<html>Welcome</html>"));
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).hasSize(1);
    }

    @Test
    void aDamagedArtifactIsFetchedAgain() throws Exception {
        byte[] damaged = MODEL.clone();
        damaged[100] ^= 1;
        portal.damagedArtifacts.add(damaged);
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(machine.models.element()).isEqualTo(MODEL);
        assertThat(portal.artifactRanges).containsExactly("", "");
    }

    @Test
    void anArtifactThatStaysDamagedIsTheDevicesTrouble() throws Exception {
        for (int i = 0; i < 3; i++) {
            byte[] damaged = MODEL.clone();
            damaged[i] ^= 1;
            portal.damagedArtifacts.add(damaged);
        }
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results.element().result().failure().failureClass()).isEqualTo(FailureClass.INFRA);
        assertThat(machine.models).isEmpty();
    }

    @Test
    void aDownloadGoesOnWhereItWasCutOff() throws Exception {
        portal.downloadsToCut.set(1);
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(machine.models.element()).isEqualTo(MODEL);
        assertThat(portal.artifactRanges).hasSize(2);
        assertThat(portal.artifactRanges.stream().skip(1).findFirst())
                .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void anExpiredTokenIsReplacedWithoutANoise() throws Exception {
        portal.next("poll", FakePortal.problem(401, "UNAUTHORIZED"));
        portal.work.add(assignment("job-1", 1));
        begin();
        await(() -> said(AgentNews.Kind.JOB_ENDED));
        assertThat(portal.results).hasSize(1);
        assertThat(said(AgentNews.Kind.WARNING)).isFalse();
    }

    @Test
    void aRevokedDeviceStops() throws Exception {
        Future<AgentExit> exit = run();
        await(() -> said(AgentNews.Kind.ONLINE));
        portal.unauthorized = true;
        AgentExit.Reason reason = exit.get(30, TimeUnit.SECONDS).reason();
        assertThat(reason).isIn(AgentExit.Reason.REVOKED, AgentExit.Reason.ENROLMENT_REFUSED);
    }

    @Test
    void aPortalOfAnotherVersionStopsTheAgentWithASentence() throws Exception {
        portal.next("enroll", FakePortal.problem(426, "PROTOCOL_VERSION"));
        AgentExit exit = run().get(30, TimeUnit.SECONDS);
        assertThat(exit.reason()).isEqualTo(AgentExit.Reason.VERSION);
        assertThat(exit.sentence()).contains("PROTOCOL_VERSION");
    }

    @Test
    void aSecondSessionIsGivenUpAfterAWhile() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            portal.next("poll", FakePortal.problem(409, "SESSION_CONFLICT"));
        }
        assertThat(run().get(30, TimeUnit.SECONDS).reason()).isEqualTo(AgentExit.Reason.SESSION_CONFLICT);
    }

    @Test
    void twoAgentsDoNotShareADirectory() throws Exception {
        begin();
        await(() -> said(AgentNews.Kind.ONLINE));
        Agent first = agent;
        assertThat(run().get(30, TimeUnit.SECONDS).reason()).isEqualTo(AgentExit.Reason.SESSION_CONFLICT);
        first.stop();
    }

    @Test
    void aStoppedAgentReportsItsJobAsLostAndEnds() throws Exception {
        machine.wait = true;
        portal.work.add(assignment("job-1", 1));
        Future<AgentExit> exit = run();
        machine.started.await();
        agent.stop();
        assertThat(exit.get(30, TimeUnit.SECONDS).reason()).isEqualTo(AgentExit.Reason.STOPPED);
        assertThat(portal.results.element().result().failure().code()).isEqualTo("DEVICE_LOST");
    }

    @Test
    void afterARestartJobsThatWereRunningAreReportedAsLostAndKeptResultsAreSent() throws Exception {
        Path agentDirectory =
                Files.createDirectories(directory.resolve("agent/results")).getParent();
        Files.writeString(
                agentDirectory.resolve("journal.json"),
                "{\"running\":[{\"jobId\":\"interrupted\",\"epoch\":2},{\"jobId\":\"done\",\"epoch\":1}]}");
        Files.writeString(
                agentDirectory.resolve("results/done_1.json"),
                "{\"epoch\":1,\"outcome\":\"SUCCEEDED\",\"failure\":null,\"measurement\":null}");
        begin();
        await(() -> portal.results.size() == 2);
        assertThat(portal.results)
                .anySatisfy(result -> {
                    assertThat(result.idempotencyKey()).isEqualTo("interrupted:2");
                    assertThat(result.result().failure().code()).isEqualTo("DEVICE_LOST");
                })
                .anySatisfy(result -> {
                    assertThat(result.idempotencyKey()).isEqualTo("done:1");
                    assertThat(result.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
                });
        await(() -> said(AgentNews.Kind.ONLINE));
        assertThat(Files.readString(agentDirectory.resolve("journal.json"))).doesNotContain("interrupted");
        assertThat(agentDirectory.resolve("results")).isEmptyDirectory();
    }
}
