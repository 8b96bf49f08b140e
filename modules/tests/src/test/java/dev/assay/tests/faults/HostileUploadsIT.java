package dev.assay.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tests.Checkout;
import dev.assay.tests.models.HostileModels;
import dev.assay.tests.system.Rest;
import dev.assay.tests.system.Rest.Answer;
import dev.assay.tests.system.RunningPortal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stranger may send in place of a model: every file is refused by name and leaves nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileUploadsIT {
    private static final int MIB = 1 << 20;

    private Path data;
    private RunningPortal portal;
    private Rest rest;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        data = directory;
        portal = RunningPortal.start(data, Map.of());
        rest = portal.rest();
    }

    @AfterAll
    void stop() {
        if (portal != null) {
            portal.close();
        }
    }

    static Stream<Arguments> refused() throws IOException {
        byte[] digits = Files.readAllBytes(Checkout.zoo().resolve("digits-mlp.onnx"));
        return Stream.of(
                Arguments.of("empty", new byte[0], 422, "EMPTY"),
                Arguments.of(
                        "a web page",
                        "<!doctype html><html><body>Not found</body></html>".getBytes(StandardCharsets.UTF_8),
                        422,
                        "NOT_ONNX"),
                Arguments.of("cut off", Arrays.copyOf(digits, digits.length / 2), 422, "TRUNCATED"),
                Arguments.of("external data", HostileModels.readsAnotherFile(), 422, "EXTERNAL_DATA"),
                Arguments.of("unknown operator", HostileModels.usesAnUnknownOperator(), 422, "UNKNOWN_OP"),
                Arguments.of("recursive functions", HostileModels.recursesForever(), 422, "RECURSIVE_FUNCTION"),
                Arguments.of("a line break in a name", HostileModels.namesALineBreak(), 422, "BAD_NAME"),
                Arguments.of("65 MiB", HostileModels.tooLarge(65 * MIB), 413, "TOO_LARGE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithAReasonAndNothingIsKept(String what, byte[] file, int status, String code) throws Exception {
        List<String> modelsBefore = models();
        List<Path> blobsBefore = blobs();

        Answer answer = rest.upload(what + ".onnx", file);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.detail()).endsWith(".").doesNotContain("Exception");
        assertThat(models()).isEqualTo(modelsBefore);
        assertThat(blobs()).isEqualTo(blobsBefore);
    }

    /** A body that never ends, of unannounced length, cannot fill the disk or hold its connection for ever. */
    @Test
    void hangsUpOnABodyWithoutEnd() throws Exception {
        List<Path> blobsBefore = blobs();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 8;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) 8);
                return length;
            }
        };
        try {
            Answer answer = rest.uploadChunked("endless.onnx", () -> endless);
            assertThat(answer.status()).as(answer.body()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("TOO_LARGE");
        } catch (HttpTimeoutException e) {
            throw new AssertionError("The portal kept reading until the client gave up", e);
        } catch (IOException e) {
            // The portal has closed the connection while the client was still sending, which is an answer too; that it
            // still answers others is asked below.
            assertThat(e).isNotInstanceOf(ConnectException.class);
        }
        assertThat(rest.get("models").status()).isEqualTo(200);
        assertThat(blobs()).isEqualTo(blobsBefore);
    }

    @Test
    void showsAHostileNameHarmlessly() throws Exception {
        Answer split = rest.upload("name\r\nSet-Cookie: a=b", HostileModels.harmless(7));
        assertThat(split.status()).as(split.body()).isEqualTo(400);
        assertThat(split.code()).isEqualTo("CONTROL_CHARACTER");

        Answer answer = rest.upload("../../<script>alert(1)</script>", HostileModels.harmless(7));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        String sha256 = answer.json().getJsonObject("card").getString("sha256");
        Answer page = rest.page("models/" + sha256);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<script>alert(1)");
        Answer file = rest.get("models/" + sha256 + "/file");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.headers().map()).doesNotContainKey("set-cookie");
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).doesNotContain("..", "<", "/");
    }

    @Test
    void storesTwoIdenticalUploadsAtOnceAsOneModel() throws Exception {
        byte[] file = HostileModels.harmless(42);
        long blobsBefore = blobs().size();
        List<Answer> answers;
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Callable<Answer> upload = () -> rest.upload("twin.onnx", file);
            List<Future<Answer>> futures = two.invokeAll(List.of(upload, upload));
            answers = List.of(futures.get(0).get(), futures.get(1).get());
        }
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 201));
        String sha256 = answers.get(0).json().getJsonObject("card").getString("sha256");
        assertThat(answers.get(1).json().getJsonObject("card").getString("sha256"))
                .isEqualTo(sha256);
        assertThat(models().stream().filter(sha256::equals)).hasSize(1);
        assertThat(blobs()).hasSize((int) blobsBefore + 1);
    }

    private List<String> models() throws IOException, InterruptedException {
        return rest.get("models?limit=100").json().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .map(model -> model.getString("sha256"))
                .sorted()
                .toList();
    }

    /** Every file below the blob store, half-written ones included. */
    private List<Path> blobs() {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().contains("/blobs/") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
