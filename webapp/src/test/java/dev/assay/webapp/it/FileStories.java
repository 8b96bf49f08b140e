package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.webapp.it.Http.Answer;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Datasets that come in, and experiments that go out: tables, capsules, their repetition. */
interface FileStories {
    URI base();

    private static Answer send(Http http, String method, String path, byte[] body) {
        return http.send(
                method,
                "/api/v1/" + path,
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/octet-stream");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Order(45)
    default void aDatasetIsUploadedNamedGivenATokenizerAndDeleted() {
        Http local = Http.local(base());
        send(Http.anonymous(base()), "POST", "datasets?name=x&format=text", bytes("a\n"))
                .isProblem(401, "SIGN_IN");
        send(local, "POST", "datasets?name=x&format=xml", bytes("a\n")).isProblem(422, "UNKNOWN_FORMAT");
        send(local, "POST", "datasets?name=x&format=npz", bytes("a\n")).isProblem(422, "NOT_A_ZIP");
        JsonObject made = send(local, "POST", "datasets?name=lines.txt&format=text", bytes("one\ntwo\n"))
                .is(201)
                .json();
        String ref = made.getString("ref");
        assertThat(made.getInt("examples")).isEqualTo(2);
        assertThat(send(local, "POST", "datasets?name=lines.txt&format=text", bytes("one\ntwo\n"))
                        .is(201)
                        .json()
                        .getString("ref"))
                .isEqualTo(ref);
        send(local, "POST", "datasets?name=lines.txt&format=text", bytes("three\n"))
                .isProblem(409, "NAME_TAKEN");
        send(local, "PUT", "datasets/" + ref + "/tokenizer", bytes("{\"model\":"))
                .isProblem(422, "NOT_A_TOKENIZER");
        assertThat(send(local, "PUT", "datasets/" + ref + "/tokenizer", bytes("{\"model\":{}}"))
                        .is(200)
                        .json()
                        .getJsonObject("tokenizer"))
                .isNotNull();
        assertThat(local.get("/api/v1/datasets").is(200).text()).contains("digits-test", ref);
        assertThat(local.get("/api/v1/datasets/lines.txt").is(200).json().getString("ref"))
                .isEqualTo(ref);
        local.send("DELETE", "/api/v1/datasets/digits-test", BodyPublishers.noBody())
                .isProblem(403, "NOT_YOURS");
        local.send("DELETE", "/api/v1/datasets/" + ref, BodyPublishers.noBody()).is(204);
        local.get("/api/v1/datasets/" + ref).isProblem(404, "NOT_FOUND");
    }

    @Test
    @Order(46)
    default void whatCannotBeMeasuredIsSaidBeforeItStarts() {
        Http local = Http.local(base());
        String request = "{\"model\":\"digits-mlp\",\"schemes\":[\"int8-static\"],\"devices\":[\"bench one\"],%s}";
        local.postJson("/api/v1/experiments", request.formatted("\"calibration\":{\"dataset\":\"none\"}"))
                .isProblem(404, "NOT_FOUND");
        local.postJson("/api/v1/experiments", request.formatted("\"versus\":\"int8-static\""))
                .isProblem(422, "SAME_SCHEME_TWICE");
        local.postJson(
                        "/api/v1/experiments",
                        request.formatted("\"workload\":{\"tier\":\"rapid\",\"scenario\":\"server\"}"))
                .isProblem(422, "BAD_WORKLOAD");
    }

    @Test
    @Order(47)
    default void runsAreFoundSortedAndCounted() {
        Http local = Http.local(base());
        JsonObject page = local.get("/api/v1/runs?state=succeeded&sort=p50&text=bench%20digits&limit=1")
                .is(200)
                .json();
        JsonObject run = page.getJsonArray("items").getJsonObject(0);
        assertThat(run.getString("model")).isEqualTo("digits-mlp");
        assertThat(run.getJsonNumber("medianMs").doubleValue()).isBetween(0.9, 1.2);
        assertThat(run.getInt("sizeBytes")).isPositive();
        assertThat(local.get("/api/v1/runs/counts?mine=true").is(200).json().getInt("total"))
                .isPositive();
        assertThat(local.get("/api/v1/runs/pareto?against=size&sloMs=5")
                        .is(200)
                        .json()
                        .getJsonArray("points"))
                .isNotEmpty();
        local.get("/api/v1/runs?sort=beauty").isProblem(422, "BAD_SORT");
        local.get("/api/v1/runs?cursor=x").isProblem(422, "BAD_CURSOR");
        local.get("/api/v1/runs?state=happy").isProblem(422, "BAD_FILTER");
        local.get("/api/v1/runs?from=yesterday").isProblem(422, "BAD_FILTER");
        local.get("/api/v1/runs/pareto?against=beauty").isProblem(422, "BAD_FILTER");
        local.get("/api/v1/runs?limit=x").isProblem(400, "BAD_LIMIT");
        Http.anonymous(base()).get("/api/v1/runs?mine=true").isProblem(401, "SIGN_IN");
    }

    @Test
    @Order(48)
    default void anExperimentIsTakenAwayAndRepeated() {
        Http local = Http.local(base());
        String id = local.get("/api/v1/runs?state=succeeded&sort=when&limit=1")
                .is(200)
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("experiment");
        String experiment = "/api/v1/experiments/" + id;
        Answer csv = local.get(experiment + "/export?format=csv").is(200);
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.text().lines()).hasSize(2).element(1).asString().contains(",digits-mlp,rapid,single-stream,");
        assertThat(local.get(experiment + "/export?format=md").is(200).text())
                .contains("| fp32 | bench one | SUCCEEDED |");
        assertThat(local.get(experiment + "/export").is(200).json().getString("experiment"))
                .isEqualTo(id);
        local.get(experiment + "/export?format=pdf").isProblem(422, "BAD_FORMAT");
        assertThat(local.get("/api/v1/experiments/diff?a=" + id + "&b=" + id)
                        .is(200)
                        .json()
                        .getJsonArray("changes")
                        .getJsonObject(0)
                        .getString("kind"))
                .isEqualTo("NO_DIFFERENCE");
        local.get("/api/v1/experiments/diff?a=" + id + "&b=1").isProblem(404, "NOT_FOUND");

        Answer capsule = local.get(experiment + "/capsule").is(200);
        assertThat(capsule.header("Content-Disposition")).contains(".assay.json.gz");
        byte[] file = capsule.response().body();
        local.get(experiment + "/replay").isProblem(409, "NO_CAPSULE");
        String again = send(local, "POST", "capsules?device=bench%20one", file)
                .is(201)
                .json()
                .getString("experiment");
        assertThat(local.get("/api/v1/experiments/" + again + "/replay")
                        .is(200)
                        .json()
                        .getInt("pending"))
                .isEqualTo(1);
        local.get("/api/v1/experiments/" + again + "/capsule").isProblem(409, "UNFINISHED");
        file[file.length / 2] ^= 1;
        send(local, "POST", "capsules?device=bench%20one", file).isProblem(422, "BAD_CAPSULE");
        local.postJson("/api/v1/experiments/" + again + "/cancel", "{}").is(200);
    }
}
