package dev.assay.portal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Secrets;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.protocol.Assignment;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.Renew;
import dev.assay.protocol.Renewed;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class QueueIT {
    @TempDir
    Path data;

    private QueueFixture fixture;
    private Database database;
    private UUID device;

    @BeforeEach
    void emptyQueue() {
        TestDatabase transactions = TestDatabase.empty();
        fixture = new QueueFixture(transactions, Surroundings.of(Map.of("ASSAY_DATA", data.toString())));
        database = transactions.database();
        device = Samples.device(database, "board");
    }

    @Test
    void sixteenClaimersGetEachOfFiveHundredJobsOnce() throws Exception {
        for (int i = 0; i < 500; i++) {
            fixture.enqueue(device);
        }
        ConcurrentLinkedQueue<UUID> claimed = new ConcurrentLinkedQueue<>();
        together(16, () -> {
            while (true) {
                var job = fixture.transactions.in(() -> fixture.queue.claim(device));
                if (job.isEmpty()) {
                    return null;
                }
                assertThat(job.get().epoch()).isEqualTo(1);
                claimed.add(job.get().job());
            }
        });
        assertThat(claimed).hasSize(500).doesNotHaveDuplicates();
        assertThat(count("select count(*) from job where state = 'LEASED' and attempt = 1"))
                .isEqualTo(500);
    }

    @Test
    void aFleetEndsEveryJobOnceThoughEveryResultIsSentTwice() throws Exception {
        List<UUID> devices = new ArrayList<>();
        for (int d = 0; d < 8; d++) {
            devices.add(Samples.device(database, "board " + d));
            for (int i = 0; i < 10; i++) {
                fixture.enqueue(devices.get(d));
            }
        }
        ConcurrentLinkedQueue<UUID> waiting = new ConcurrentLinkedQueue<>(devices);
        together(8, () -> {
            UUID own = waiting.remove();
            for (PollReply reply = fixture.poll(own, "s"); !reply.run().isEmpty(); reply = fixture.poll(own, "s")) {
                Assignment work = reply.run().getFirst();
                fixture.transactions.committing(() ->
                        fixture.leases.renew(own, work.jobId(), new Renew(work.epoch(), Phase.MEASURING, 0.5, "half")));
                JobResult result = QueueFixture.success(work.epoch());
                assertThat(fixture.deliver(own, work.jobId(), work.epoch(), result))
                        .isEqualTo(fixture.deliver(own, work.jobId(), work.epoch(), result));
                assertThat(fixture.transactions.in(fixture.jobs::reap)).isZero();
            }
            return null;
        });
        assertThat(count("select count(*) from job where state = 'SUCCEEDED' and attempt = 1"))
                .isEqualTo(80);
        assertThat(count("select count(*) from measurement")).isEqualTo(80);
        assertThat(count("select count(*) from job_report")).isEqualTo(80);
    }

    @Test
    void sameResultSentAtOnceFromManyThreadsIsStoredOnce() throws Exception {
        UUID job = fixture.enqueue(device);
        Assignment work = fixture.take(device);
        JobResult result = QueueFixture.success(work.epoch());
        together(8, () -> fixture.deliver(device, work.jobId(), work.epoch(), result));
        assertThat(count("select count(*) from job_report")).isEqualTo(1);
        assertThat(fixture.view(job).history())
                .extracting(JobView.StateChange::state)
                .containsExactly(RunState.QUEUED, RunState.LEASED, RunState.SUCCEEDED);
    }

    @Test
    void aLostLeaseGoesBackAndItsHolderMayNotWriteAnyMore() {
        UUID job = fixture.enqueue(device);
        Assignment first = fixture.take(device);
        expireLease(job);
        // Not even before the reaper came: the database's clock decides.
        refused("STALE_LEASE", () -> fixture.deliver(device, first.jobId(), 1, QueueFixture.success(1)));
        assertThat(fixture.transactions.in(fixture.jobs::reap)).isEqualTo(1);
        assertThat(fixture.view(job).state()).isEqualTo(RunState.QUEUED);

        Assignment second = fixture.take(device);
        assertThat(second.jobId()).isEqualTo(first.jobId());
        assertThat(second.epoch()).isEqualTo(2);
        refused("STALE_LEASE", () -> renew(first, Phase.MEASURING));
        refused("STALE_LEASE", () -> fixture.deliver(device, first.jobId(), 1, QueueFixture.success(1)));
        refused("UNAUTHORIZED", () -> fixture.leases.artifact(first.jobToken(), "a".repeat(64)));
        assertThat(count("select count(*) from late_result where epoch = 1")).isEqualTo(1);
        assertThat(count("select count(*) from measurement")).isZero();

        fixture.deliver(device, second.jobId(), 2, QueueFixture.success(2));
        assertThat(fixture.view(job).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(fixture.view(job).attempts()).isEqualTo(2);
    }

    @Test
    void anotherResultOfTheSameClaimIsAConflictAndABrokenOneIsRefused() {
        fixture.enqueue(device);
        Assignment work = fixture.take(device);
        assertThatThrownBy(() -> fixture.transactions.committing(
                        () -> fixture.leases.result(device, work.jobId(), 1, new byte[] {1}, new byte[32])))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("digest");
        fixture.deliver(device, work.jobId(), 1, QueueFixture.success(1));
        refused(
                "RESULT_CONFLICT",
                () -> fixture.deliver(device, work.jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "OOM")));
        assertThat(fixture.view(UUID.fromString(work.jobId())).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aDeviceTouchesOnlyItsOwnJobsAndOnlyTheirFiles() {
        fixture.enqueue(device);
        Assignment work = fixture.take(device);
        UUID other = Samples.device(database, "other");
        refused("NOT_FOUND", () -> fixture.deliver(other, work.jobId(), 1, QueueFixture.success(1)));
        refused(
                "STALE_LEASE",
                () -> fixture.transactions.committing(
                        () -> fixture.leases.renew(other, work.jobId(), new Renew(1, Phase.MEASURING, 0, ""))));
        refused("NOT_FOUND", () -> fixture.leases.artifact(work.jobToken(), "c".repeat(64)));
        refused("UNAUTHORIZED", () -> fixture.leases.artifact("guess", "a".repeat(64)));
        assertThat(fixture.poll(other, "s").run()).isEmpty();
    }

    @Test
    void aCalibratedRunHandsInTheModelThatItsResultNamesAndNothingElse() {
        byte[] model = "a rewritten model".getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(Secrets.sha256().digest(model));
        fixture.enqueue(device, sha256); // as fp32, whose result names the model that was asked for
        Assignment work = fixture.take(device);
        UUID other = Samples.device(database, "other");
        refused("NOT_FOUND", () -> offer(device, work, sha256, model));
        fixture.deliver(device, work.jobId(), 1, QueueFixture.success(1, calibrated(sha256, model.length)));
        refused("NOT_FOUND", () -> offer(other, work, sha256, model));
        refused("NOT_FOUND", () -> offer(device, work, "b".repeat(64), model));
        refused("BAD_DIGEST", () -> offer(device, work, sha256, new byte[3]));
        refused("TOO_LARGE", () -> offer(device, work, sha256, new byte[100]));
        assertThat(fixture.handedIn.blobs.file(sha256)).doesNotExist();
        offer(device, work, sha256, model);
        offer(device, work, sha256, model);
        assertThat(fixture.handedIn.blobs.file(sha256)).hasBinaryContent(model);
    }

    private void offer(UUID from, Assignment work, String sha256, byte[] model) {
        fixture.handedIn.take(from, work.jobId(), sha256, new ByteArrayInputStream(model));
    }

    private static Measurement calibrated(String sha256, long bytes) {
        Measurement plain = Samples.measurement(sha256, bytes, 1_000_000, 100, 1);
        return new Measurement(
                sha256,
                bytes,
                plain.quantization(),
                plain.loadMillis(),
                plain.firstRunMillis(),
                plain.warmUp(),
                plain.warmUpStable(),
                plain.latencyNanos(),
                plain.elapsedSeconds(),
                plain.validity(),
                plain.memory(),
                plain.fidelity(),
                plain.accuracy(),
                plain.environment(),
                MeasurementDetails.NONE.withRewrite(
                        new MeasurementDetails.Calibration("digits", "c".repeat(64), List.of(3, 1), 0.5), List.of()));
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void cancellingARunningJobReachesItsAgentInEveryPhase(Phase phase) {
        UUID job = fixture.enqueue(device);
        Assignment work = fixture.take(device);
        assertThat(renew(work, phase).cancel()).isFalse();
        assertThat(cancel(job)).isEqualTo(RunState.CANCELING);
        assertThat(cancel(job)).isEqualTo(RunState.CANCELING);
        assertThat(renew(work, phase).cancel()).isTrue();
        JobRef running = new JobRef(work.jobId(), work.epoch());
        assertThat(fixture.poll(device, "s-" + device, running).cancel()).containsExactly(running);
        fixture.deliver(device, work.jobId(), 1, new JobResult(1, Outcome.CANCELED, null, null));
        assertThat(fixture.view(job).state()).isEqualTo(RunState.CANCELED);
        assertThat(cancel(job)).isEqualTo(RunState.CANCELED);
    }

    @Test
    void cancellingWaitingLostAndFinishedJobs() {
        UUID waiting = fixture.enqueue(device);
        assertThat(cancel(waiting)).isEqualTo(RunState.CANCELED);

        UUID lost = fixture.enqueue(device);
        fixture.take(device);
        cancel(lost);
        expireLease(lost);
        fixture.transactions.in(fixture.jobs::reap);
        assertThat(fixture.view(lost).state()).isEqualTo(RunState.CANCELED);

        UUID finished = fixture.enqueue(device);
        Assignment work = fixture.take(device);
        cancel(finished);
        fixture.deliver(device, work.jobId(), 1, QueueFixture.success(1));
        assertThat(fixture.view(finished).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(cancel(finished)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aJobThatNobodyTakesExpiresWithASentence() {
        UUID job = fixture.enqueue(device);
        database.update("update job set queue_deadline = now() - interval '1 second' where id = ?", job);
        assertThat(fixture.poll(device, "s").run()).isEmpty();
        fixture.transactions.in(fixture.jobs::reap);
        JobView view = fixture.view(job);
        assertThat(view.state()).isEqualTo(RunState.EXPIRED);
        assertThat(view.failure().message()).contains("24 hours").contains("board");
    }

    @Test
    void aFailureOfTheDeviceIsTriedThreeTimesThenTheDeviceIsBad() {
        UUID job = fixture.enqueue(device);
        for (int epoch = 1; epoch <= 3; epoch++) {
            Assignment work = fixture.take(device);
            assertThat(work.epoch()).isEqualTo(epoch);
            fixture.deliver(device, work.jobId(), epoch, QueueFixture.failure(epoch, FailureClass.INFRA, "DISK"));
        }
        assertThat(fixture.view(job).state()).isEqualTo(RunState.FAILED);
        assertThat(fixture.view(job).failure().code()).isEqualTo("DISK");
        assertThat(health()).isEqualTo("BAD");
        fixture.enqueue(device);
        assertThat(fixture.poll(device, "s-" + device).run()).isEmpty();
    }

    @Test
    void aFailureOfTheModelIsNotRepeatedAndASuccessMakesTheDeviceGood() {
        UUID job = fixture.enqueue(device);
        Assignment work = fixture.take(device);
        fixture.deliver(device, work.jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "OOM"));
        assertThat(fixture.view(job).state()).isEqualTo(RunState.FAILED);
        assertThat(fixture.view(job).failure().message()).contains("memory").contains("because");
        assertThat(health()).isEqualTo("UNKNOWN");
        fixture.enqueue(device);
        fixture.deliver(device, fixture.take(device).jobId(), 1, QueueFixture.success(1));
        assertThat(health()).isEqualTo("GOOD");
    }

    @Test
    void aCrashIsRepeatedOnAnotherDeviceAndASecondOneStopsTheModel() {
        UUID other = Samples.device(database, "other");
        UUID job = fixture.enqueue(device);
        UUID sameModel = fixture.enqueue(device);
        UUID otherModel = fixture.enqueue(device, "d".repeat(64));
        fixture.deliver(device, fixture.take(device).jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "CRASH"));
        assertThat(fixture.view(job).failure().code()).isEqualTo("CRASH");

        Assignment repeated = fixture.take(other);
        assertThat(repeated.spec().model().sha256()).isEqualTo("a".repeat(64));
        fixture.deliver(other, repeated.jobId(), 1, QueueFixture.failure(1, FailureClass.MODEL, "CRASH"));
        assertThat(fixture.view(UUID.fromString(repeated.jobId())).failure().code())
                .isEqualTo("POISON");
        assertThat(fixture.view(sameModel).failure().code()).isEqualTo("POISON");
        assertThat(fixture.view(otherModel).state()).isEqualTo(RunState.QUEUED);
        assertThat(count("select count(*) from job")).isEqualTo(4);
    }

    @Test
    void aSecondProcessOfOneDeviceIsRefusedWhileTheFirstIsAlive() {
        UUID job = fixture.enqueue(device);
        Assignment work = fixture.poll(device, "first").run().getFirst();
        refused("SESSION_CONFLICT", () -> fixture.poll(device, "second"));
        assertThat(fixture.view(job).state()).isEqualTo(RunState.LEASED);

        database.update("update device set session_seen_at = now() - interval '26 seconds' where id = ?", device);
        Assignment again = fixture.poll(device, "second").run().getFirst();
        assertThat(again.jobId()).isEqualTo(work.jobId());
        assertThat(again.epoch()).isEqualTo(2);
        assertThat(fixture.poll(device, "second", new JobRef(work.jobId(), 1)).drop())
                .containsExactly(new JobRef(work.jobId(), 1));
    }

    @Test
    void aDeviceThatKeepsItsJobOverARestartGoesOnWithIt() {
        fixture.enqueue(device);
        Assignment work = fixture.poll(device, "first").run().getFirst();
        database.update("update device set session_seen_at = now() - interval '26 seconds' where id = ?", device);
        PollReply reply = fixture.poll(device, "second", new JobRef(work.jobId(), 1));
        assertThat(reply.run()).isEmpty();
        assertThat(reply.drop()).isEmpty();
        fixture.deliver(device, work.jobId(), 1, QueueFixture.success(1));
    }

    @Test
    void pendingAndRevokedDevicesGetNothing() {
        fixture.enqueue(device);
        database.update("update device set approved_at = null where id = ?", device);
        assertThat(fixture.poll(device, "s").run()).isEmpty();
        database.update("update device set revoked_at = now() where id = ?", device);
        refused("UNAUTHORIZED", () -> fixture.poll(device, "s"));
    }

    @Test
    void whatCannotBeAMeasurementIsNotStored() {
        UUID job = fixture.enqueue(device);
        fixture.take(device);
        Measurement impossible = Samples.measurement("a".repeat(64), 100, -5_000_000, 10, 1);
        fixture.deliver(device, job.toString(), 1, QueueFixture.success(1, impossible));
        assertThat(count("select count(*) from measurement")).isZero();
        assertThat(fixture.view(job).state()).isEqualTo(RunState.QUEUED);
        assertThat(fixture.view(job).history().getLast().reason()).contains("cannot be a measurement");
    }

    @Test
    void samplesComeBackAsTheyWereSent() {
        UUID job = fixture.enqueue(device);
        fixture.take(device);
        Measurement measurement = Samples.measurement("a".repeat(64), 100, 1_000_000, 200, 7);
        fixture.deliver(device, job.toString(), 1, QueueFixture.success(1, measurement));
        StoredMeasurement stored = fixture.jobs.measurement(job).orElseThrow();
        assertThat(stored.latencyNanos()).isEqualTo(measurement.latencyNanos());
        assertThat(stored.measurement().latencyNanos()).isEmpty();
        assertThat(stored.measurement().environment()).isEqualTo(measurement.environment());
    }

    @Test
    void aWaitingJobKnowsItsPlace() {
        UUID first = fixture.enqueue(device);
        UUID second = fixture.enqueue(device);
        fixture.take(device);
        assertThat(fixture.view(first).place()).isNull();
        assertThat(fixture.view(first).remainingSeconds()).isEqualTo(25);
        assertThat(fixture.view(second).place()).isEqualTo(new JobView.Place(1, 25L));
        database.update("update device set last_seen_at = now() - interval '2 minutes' where id = ?", device);
        assertThat(fixture.view(second).place()).isEqualTo(new JobView.Place(1, null));
    }

    private Renewed renew(Assignment work, Phase phase) {
        return fixture.transactions.committing(
                () -> fixture.leases.renew(device, work.jobId(), new Renew(work.epoch(), phase, 0.5, "half")));
    }

    private RunState cancel(UUID job) {
        return fixture.transactions.in(() -> fixture.jobs.cancel(job)).orElseThrow();
    }

    private void expireLease(UUID job) {
        database.update("update job set lease_until = now() - interval '10 seconds' where id = ?", job);
    }

    private String health() {
        return database.first("select health from device where id = ?", row -> row.getString(1), device)
                .orElseThrow();
    }

    private int count(String query) {
        return database.first(query, row -> row.getInt(1)).orElseThrow();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }

    private <T> void together(int threads, Callable<T> work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    try {
                        return work.call();
                    } finally {
                        fixture.transactions.leave();
                    }
                }));
            }
            for (Future<T> future : futures) {
                future.get();
            }
        }
    }
}
