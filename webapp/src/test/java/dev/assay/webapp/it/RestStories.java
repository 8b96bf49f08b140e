package dev.assay.webapp.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import dev.assay.webapp.it.Http.Answer;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** REST as programs meet it: reading without an account, uploads and their refusals, errors. */
interface RestStories {
    URI base();

    private static byte[] digits() throws IOException {
        return Files.readAllBytes(Path.of(System.getenv("ASSAY_ZOO")).resolve("digits-mlp.onnx"));
    }

    private static long stored() throws IOException {
        try (Stream<Path> files =
                Files.walk(Path.of(System.getenv("ASSAY_DATA")).resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    @Order(20)
    default void theServerIsReadyAndSaysNothingMore() {
        assertThat(Http.anonymous(base()).get("/health/ready").is(200).text())
                .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"portal\",\"status\":\"UP\",\"data\":{}}]}");
        Http.anonymous(base()).get("/health/live").is(200);
        assertThat(Http.anonymous(base()).get("/health").is(200).text())
                .containsOnlyOnce("\"name\":\"portal\"")
                .containsOnlyOnce("\"name\":\"process\"");
    }

    @Test
    @Order(21)
    default void metricsAreForThisMachineOnly() {
        Http visitor = Http.anonymous(base());
        visitor.get("/metrics").is(200);
        visitor.get("/metrics", "X-Forwarded-For", "192.0.2.1").isProblem(403, "FORBIDDEN");
        visitor.get("/openapi", "Forwarded", "for=192.0.2.1").isProblem(403, "FORBIDDEN");
        visitor.get("/api/v1/openapi", "X-Forwarded-For", "192.0.2.1").is(200);
    }

    @Test
    @Order(22)
    default void anybodyMayReadAndOnlyMembersMayRun() {
        Http visitor = Http.anonymous(base());
        for (String list : List.of("models", "schemes", "devices", "profiles", "claims", "experiments")) {
            assertThat(visitor.get("/api/v1/" + list).is(200).json()).containsKeys("items", "next");
        }
        visitor.upload("x.onnx", new byte[] {1}).isProblem(401, "SIGN_IN");
        visitor.postJson("/api/v1/experiments", "{\"model\":\"digits-mlp\",\"schemes\":[{\"name\":\"fp32\"}]}")
                .isProblem(401, "SIGN_IN");
        visitor.get("/api/v1/tokens").isProblem(401, "SIGN_IN");
        Http.withToken(base(), "made up").get("/api/v1/models").isProblem(401, "UNAUTHORIZED");
    }

    @Test
    @Order(22)
    default void claimsAreFilteredAndComeWithTheirArithmetic() {
        Http visitor = Http.anonymous(base());
        assertThat(visitor.get("/api/v1/claims?verdict=implausible")
                        .is(200)
                        .json()
                        .getJsonArray("items"))
                .hasSize(1);
        JsonObject claim = visitor.get("/api/v1/claims/C11").is(200).json();
        assertThat(claim.getJsonObject("card").getString("verdict")).isEqualTo("CONTRADICTED");
        assertThat(claim.getJsonObject("assessment").getJsonObject("sheet").getJsonArray("checks"))
                .hasSize(2);
        visitor.get("/api/v1/claims/C99").isProblem(404, "NOT_FOUND");
        visitor.get("/api/v1/claims?verdict=maybe").isProblem(422, "BAD_FILTER");
        visitor.get("/api/v1/claims?type=z").isProblem(422, "BAD_FILTER");
        assertThat(visitor.get("/claims?verdict=stale").is(200).text()).contains("fit these filters");
        assertThat(visitor.get("/claims/C03").is(200).text())
                .contains("0.214 %")
                .contains("Sign in to follow");
        assertThat(visitor.get("/claims/article").is(200).text()).contains("The lane is the bottleneck");
        visitor.get("/claims/C99").is(404);
        assertThat(visitor.get("/guide/profiles?class=tpu&sort=-bandwidth")
                        .is(200)
                        .text())
                .containsSubsequence("TPU7x", "v6e");
        assertThat(visitor.get("/guide/profiles/rk3588").is(200).text()).contains("contradict each other");
        assertThat(visitor.get("/guide/profiles/compare?ids=h200-sxm,h100-sxm,abacus")
                        .is(200)
                        .text())
                .contains("1.43 times")
                .contains("no hardware profile called abacus");
        assertThat(visitor.get("/guide/profiles/compare").is(200).text()).contains("choose two to four");
    }

    @Test
    @Order(23)
    default void everyRefusalIsAProblem() {
        Http local = Http.local(base());
        local.get("/api/v1/nothing").isProblem(404, "NOT_FOUND");
        local.get("/api/v1/models/" + "0".repeat(64)).isProblem(404, "NOT_FOUND");
        local.get("/api/v1/models/" + "0".repeat(64) + "/file").isProblem(404, "NOT_FOUND");
        local.get("/api/v1/models?cursor=abc").isProblem(422, "BAD_CURSOR");
        local.get("/api/v1/models?limit=abc").isProblem(400, "BAD_LIMIT");
        local.get("/api/v1/experiments?limit=-1").isProblem(400, "BAD_LIMIT");
        local.get("/api/v1/experiments?model=%00").isProblem(400, "CONTROL_CHARACTER");
        local.get("/api/v1/experiments?cursor=a%0Ab").isProblem(400, "CONTROL_CHARACTER");
        assertThat(local.get("/experiments?model=%00").is(400).header("Content-Type"))
                .startsWith("text/html");
        local.postJson("/api/v1/experiments", "{\"model\":\"digits\\u0000mlp\",\"schemes\":[\"fp32\"]}")
                .isProblem(422, "CONTROL_CHARACTER");
        local.postJson("/api/v1/tokens", "{\"name\":\"a\\nb\"}").isProblem(422, "CONTROL_CHARACTER");
        local.postJson(
                        "/api/v1/experiments",
                        "{\"model\":\"no-such-model\",\"schemes\":[\"fp32\"],\"devices\":[\"x\"]}")
                .isProblem(404, "NOT_FOUND");
        for (String id : List.of("1", "..%2f..%2fetc", "%00", "00000000-0000-0000-0000-000000000000", "'or'1'='1")) {
            for (String path : List.of(
                    "experiments/%s", "experiments/%s/events", "runs/%s", "runs/%s/graph", "runs/%s/samples.csv")) {
                Answer answer = local.get("/api/v1/" + path.formatted(id));
                assertThat(answer.status()).as(id + " " + answer.text()).isIn(400, 404);
                assertThat(answer.text()).doesNotContain("Exception", "dev.assay");
            }
        }
        local.send("DELETE", "/api/v1/models", BodyPublishers.noBody()).isProblem(405, "METHOD_NOT_ALLOWED");
        local.postJson("/api/v1/advice", "<html>").isProblem(400, "BAD_JSON");
        local.postJson("/api/v1/advice", "[".repeat(5000)).isProblem(400, "BAD_JSON");
        local.postJson("/api/v1/advice", "{\"sloMs\":1e999999999}").isProblem(422, "BAD_ANSWER");
        local.postJson("/api/v1/advice", "{\"task\":\"JUGGLING\"}").isProblem(400, "BAD_JSON");
        local.postJson("/api/v1/advice", "{\"x\":\"" + "y".repeat(2 << 20) + "\"}")
                .isProblem(413, "TOO_LARGE");
        local.send("POST", "/api/v1/advice", BodyPublishers.ofString("a=b"), "Content-Type", "text/plain")
                .isProblem(415, "UNSUPPORTED_TYPE");
        assertThat(local.postJson("/api/v1/advice", "{\"onDevice\":true}")
                        .is(200)
                        .json())
                .containsKeys("recommended", "trace");
    }

    @Test
    @Order(24)
    default void everyAnswerCarriesTheStrictHeaders() {
        for (String path : List.of("/api/v1/models", "/api/v1/nothing", "/health/live", "/agent/v1/poll")) {
            Answer answer = Http.anonymous(base()).get(path);
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("X-Powered-By")).isEmpty();
        }
    }

    @Test
    @Order(24)
    default void pagesComeUnderCleanAddressesWithANonceInTheirPolicy() {
        Http visitor = Http.anonymous(base());
        Answer home = visitor.get("/").is(200);
        assertThat(home.header("Content-Type")).startsWith("text/html");
        assertThat(home.response()
                        .headers()
                        .allValues("Content-Security-Policy")
                        .toString())
                .contains("script-src 'self' 'nonce-", "object-src 'none'");
        assertThat(home.text()).doesNotContain("jsessionid");
        Answer missing = visitor.get("/no-such-page").is(404);
        assertThat(missing.header("Content-Type")).startsWith("text/html");
        assertThat(missing.text()).doesNotContain("Exception", "Payara");
        visitor.get("/pages/home.xhtml").is(404);
        visitor.get("/WEB-INF/web.xml").is(404);
    }

    @Test
    @Order(25)
    default void aRefusedUploadLeavesNothingBehind() throws IOException {
        Http local = Http.local(base());
        local.upload("first.onnx", digits()).is(201);
        long before = stored();
        local.upload("page.onnx", "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8))
                .isProblem(422, "NOT_ONNX");
        local.upload("empty.onnx", new byte[0]).isProblem(422, "EMPTY");
        local.upload("half.onnx", Arrays.copyOf(digits(), digits().length / 2)).isProblem(422, "TRUNCATED");
        OnnxMl.ModelProto.Builder outside = OnnxMl.ModelProto.parseFrom(digits()).toBuilder();
        outside.getGraphBuilder()
                .getInitializerBuilder(0)
                .clearRawData()
                .clearFloatData()
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue("/proc/self/environ"));
        local.upload("outside.onnx", outside.build().toByteArray()).isProblem(422, "EXTERNAL_DATA");
        OnnxMl.ModelProto.Builder unknown = OnnxMl.ModelProto.parseFrom(digits()).toBuilder();
        unknown.getGraphBuilder().getNodeBuilder(0).setOpType("Juggle");
        local.upload("unknown.onnx", unknown.build().toByteArray()).isProblem(422, "UNKNOWN_OP");
        local.send(
                        "POST",
                        "/api/v1/models?name=endless.onnx",
                        BodyPublishers.ofInputStream(Endless::new),
                        "Content-Type",
                        "application/octet-stream")
                .isProblem(413, "TOO_LARGE");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @Order(26)
    default void anAnnouncedLengthThatIsTooLargeIsRefusedAtOnce() throws IOException {
        try (Socket socket = new Socket(base().getHost(), base().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/models?name=big HTTP/1.1\r\nHost: " + base().getAuthority()
                            + "\r\nAuthorization: Bearer " + System.getenv("ASSAY_LOCAL_TOKEN")
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 99999999999\r\n\r\nabc")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    @Order(27)
    default void twoEqualUploadsAtOnceAreOneFile() throws Exception {
        byte[] model = OnnxMl.ModelProto.parseFrom(digits()).toBuilder()
                .setDocString("twice")
                .build()
                .toByteArray();
        long before = stored();
        var first = CompletableFuture.supplyAsync(() -> Http.local(base()).upload("a.onnx", model));
        var second = CompletableFuture.supplyAsync(() -> Http.local(base()).upload("b.onnx", model));
        Answer a = first.get(60, TimeUnit.SECONDS).is(201);
        Answer b = second.get(60, TimeUnit.SECONDS).is(201);
        assertThat(a.header("Location")).isEqualTo(b.header("Location"));
        assertThat(stored()).isEqualTo(before + 1);
        String address = a.header("Location").replaceAll("^https?://[^/]+", "");
        assertThat(Http.anonymous(base())
                        .get(address)
                        .json()
                        .getJsonArray("names")
                        .toString())
                .contains("a.onnx", "b.onnx");
    }

    @Test
    @Order(28)
    default void aFileComesInPartsAndOnlyWhenItChanged() throws IOException {
        byte[] model = digits();
        String address = Http.local(base())
                        .upload("r\"\r\n../€.onnx".replaceAll("[\"\r\n€]", "_"), model)
                        .is(201)
                        .header("Location")
                        .replaceAll("^https?://[^/]+", "")
                + "/file";
        Http visitor = Http.anonymous(base());
        Answer whole = visitor.get(address).is(200);
        assertThat(whole.response().body()).isEqualTo(model);
        assertThat(whole.header("Content-Disposition"))
                .startsWith("attachment; filename=\"")
                .doesNotContain("/", "..");
        String tag = whole.header("ETag");
        visitor.get(address, "If-None-Match", tag).is(304);
        Answer part = visitor.get(address, "Range", "bytes=10-19").is(206);
        assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(model, 10, 20));
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/" + model.length);
        visitor.get(address, "Range", "bytes=10-19", "If-Range", tag).is(206);
        visitor.get(address, "Range", "bytes=10-19", "If-Range", "\"other\"").is(200);
        visitor.get(address, "Range", "bytes=" + model.length + "-").isProblem(416, "BAD_RANGE");
    }

    /** More bytes than the portal ever takes. */
    final class Endless extends InputStream {
        private final ByteArrayInputStream block = new ByteArrayInputStream(new byte[0]);
        private long sent;

        @Override
        public int read() {
            return sent++ < 70L << 20 ? 8 : block.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (sent >= 70L << 20) {
                return -1;
            }
            sent += length;
            return length;
        }
    }
}
