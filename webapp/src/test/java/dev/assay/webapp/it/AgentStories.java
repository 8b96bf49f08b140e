package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Assignment;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.Renewed;
import dev.assay.protocol.ResultReceipt;
import dev.assay.protocol.SandboxLevel;
import dev.assay.protocol.VersionRange;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The protocol of the agents from one end to the other, and the experiment it serves. */
interface AgentStories {
    String EXPERIMENT = """
            {"model":"digits-mlp","schemes":[{"name":"fp32"}],"devices":["bench one"],
             "objectives":{"p95Ms":20},"workload":{"tier":"rapid","threads":1}}
            """;

    URI base();

    private static void awaitModel(Http visitor, String name) throws InterruptedException {
        for (int i = 0; i < 120 && visitor.get("/api/v1/models/" + name).status() != 200; i++) {
            Thread.sleep(250);
        }
        visitor.get("/api/v1/models/" + name).is(200);
    }

    private static Measurement measurement(String sha256, long bytes) {
        return new Measurement(
                sha256,
                bytes,
                null,
                12.5,
                1.5,
                List.of(1e6, 1e6, 1e6),
                true,
                LongStream.range(0, 400).map(i -> 900_000 + i * 500).boxed().toList(),
                0.5,
                new Measurement.Validity(Measurement.Validity.Status.VALID, List.of()),
                new Measurement.MemoryUse(120L << 20, 90L << 20),
                null,
                null,
                new Measurement.Environment(
                        FakeAgent.CAPABILITIES,
                        SandboxLevel.LIMITS,
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
                        List.of("input=1x64"),
                        42,
                        "CLOCK_MONOTONIC"),
                MeasurementDetails.NONE);
    }

    @Test
    @Order(40)
    default void aWrongProofAlwaysGetsTheSameAnswer() throws GeneralSecurityException {
        FakeAgent agent = new FakeAgent(base());
        String refusal = agent.enrol("made up", "x", VersionRange.SUPPORTED)
                .isProblem(401, "UNAUTHORIZED")
                .text();
        assertThat(agent.proof("made up").isProblem(401, "UNAUTHORIZED").text()).isEqualTo(refusal);
        assertThat(agent.poll("s").isProblem(401, "UNAUTHORIZED").text()).isEqualTo(refusal);
        assertThat(agent.artifact("made up", "0".repeat(64))
                        .isProblem(401, "UNAUTHORIZED")
                        .text())
                .isEqualTo(refusal);
        agent.enrol("made up", "x", new VersionRange(99, 99)).isProblem(426, "PROTOCOL_VERSION");
    }

    @Test
    @Order(41)
    default void anExperimentGoesToADeviceAndBack() throws Exception {
        Http local = Http.local(base());
        awaitModel(local, "digits-mlp");
        FakeAgent agent = new FakeAgent(base()).connect(System.getenv("ASSAY_ENROL_TOKEN"), "bench one");
        new FakeAgent(base())
                .enrol(System.getenv("ASSAY_ENROL_TOKEN"), "second", VersionRange.SUPPORTED)
                .isProblem(401, "UNAUTHORIZED");

        // A poll that is open when the experiment arrives is answered with its job.
        var open = CompletableFuture.supplyAsync(agent::poll);
        var created = local.postJson("/api/v1/experiments", EXPERIMENT, "Idempotency-Key", "one")
                .is(201);
        String experiment = created.json().getString("experiment");
        assertThat(created.header("Location")).endsWith("/api/v1/experiments/" + experiment);
        assertThat(local.postJson("/api/v1/experiments", EXPERIMENT, "Idempotency-Key", "one")
                        .is(201)
                        .json()
                        .getString("experiment"))
                .isEqualTo(experiment);
        local.postJson("/api/v1/experiments", EXPERIMENT.replace("20", "21"), "Idempotency-Key", "one")
                .isProblem(409, "IDEMPOTENCY_CONFLICT");
        List<Assignment> run = open.get(60, TimeUnit.SECONDS).run();
        Assignment job = run.isEmpty() ? agent.poll().run().getFirst() : run.getFirst();

        var events = HttpRequest.newBuilder(base().resolve("/api/v1/experiments/" + experiment + "/events"))
                .timeout(Duration.ofSeconds(60))
                .build();
        CompletableFuture<List<String>> seen = Http.anonymous(base())
                .client()
                .sendAsync(events, BodyHandlers.ofLines())
                .thenApply(response -> {
                    try (Stream<String> lines = response.body()) {
                        return lines.toList();
                    }
                });

        agent.poll("another process").isProblem(409, "SESSION_CONFLICT");
        String sha256 = job.spec().model().sha256();
        var file = agent.artifact(job.jobToken(), sha256).is(200);
        assertThat(file.response().body()).hasSize((int) job.spec().model().bytes());
        assertThat(agent.artifact(job.jobToken(), sha256, "Range", "bytes=100-", "If-Range", file.header("ETag"))
                        .is(206)
                        .response()
                        .body())
                .hasSize((int) job.spec().model().bytes() - 100);
        agent.artifact(job.jobToken(), "0".repeat(64)).isProblem(404, "NOT_FOUND");

        assertThat(agent.renew(job.jobId(), job.epoch(), Phase.MEASURING, 0.5)
                        .as(Renewed.class)
                        .cancel())
                .isFalse();
        agent.renew(job.jobId(), job.epoch() + 1, Phase.MEASURING, 0.5).isProblem(409, "STALE_LEASE");
        JsonObject watched = local.get("/api/v1/experiments/" + experiment).json();
        assertThat(watched.getString("state")).isEqualTo("RUNNING");

        JobResult result = new JobResult(
                job.epoch(),
                Outcome.SUCCEEDED,
                null,
                measurement(sha256, job.spec().model().bytes()));
        assertThat(agent.result(job.jobId(), result).as(ResultReceipt.class).accepted())
                .isTrue();
        assertThat(agent.result(job.jobId(), result).as(ResultReceipt.class).accepted())
                .isTrue();
        JobResult other = new JobResult(
                job.epoch(), Outcome.FAILED, new Failure(FailureClass.MODEL, "CRASH", "It crashed."), null);
        agent.result(job.jobId(), other).isProblem(409, "RESULT_CONFLICT");
        agent.renew(job.jobId(), job.epoch(), Phase.UPLOADING, 1).isProblem(409, "STALE_LEASE");
        agent.artifact(job.jobToken(), sha256).isProblem(401, "UNAUTHORIZED");

        List<String> lines = seen.get(60, TimeUnit.SECONDS);
        assertThat(lines).contains("event: experiment");
        assertThat(lines.stream().filter(line -> line.startsWith("data: ")).reduce((a, b) -> b))
                .hasValueSatisfying(last -> assertThat(last).contains("\"state\":\"DONE\"", "\"judged\":true"));
        JsonObject done = local.get("/api/v1/experiments/" + experiment).json();
        JsonObject measured = done.getJsonArray("runs").getJsonObject(0);
        assertThat(measured.getInt("samples")).isEqualTo(400);
        assertThat(measured.getJsonObject("latencyMs").getJsonNumber("p50").doubleValue())
                .isBetween(0.9, 1.2);
        assertThat(done.getJsonObject("objectives").getBoolean("met")).isTrue();
        assertThat(done.getJsonObject("guidance"))
                .containsKeys("recommended", "eliminated", "conflicts", "verdict", "trace");
        String id = measured.getString("id");
        assertThat(local.get("/api/v1/runs/" + id + "/samples.csv")
                        .is(200)
                        .text()
                        .lines())
                .hasSize(401)
                .element(1)
                .isEqualTo(id + ",fp32,bench one,1,900000");
        JsonObject graph =
                local.get("/api/v1/runs/" + id + "/graph?nodes=50").is(200).json();
        assertThat(graph.getJsonArray("nodes")).hasSize(graph.getInt("totalNodes"));
        assertThat(graph.getJsonArray("edges")).isNotEmpty();
        local.get("/api/v1/runs/" + id + "/graph?nodes=many").isProblem(422, "BAD_LIMIT");
        assertThat(local.get("/api/v1/compare?runs=" + id).is(200).json().getJsonArray("runs"))
                .hasSize(1);
        assertThat(local.get("/api/v1/runs/" + id + "/model").is(200).response().body())
                .isEqualTo(file.response().body());
    }

    @Test
    @Order(42)
    default void whoeverDoesNotOwnAnExperimentCannotCancelIt() {
        Http local = Http.local(base());
        String id =
                local.postJson("/api/v1/experiments", EXPERIMENT).is(201).json().getString("experiment");
        String cancel = "/api/v1/experiments/" + id + "/cancel";
        Http.anonymous(base()).postJson(cancel, "").isProblem(401, "SIGN_IN");
        assertThat(local.postJson(cancel, "").is(200).json().getString("state")).isEqualTo("CANCELED");
    }
}
