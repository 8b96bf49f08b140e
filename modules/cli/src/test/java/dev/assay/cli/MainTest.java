package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int assay(String... arguments) {
        return Main.run(arguments, out, err);
    }

    @Test
    void anUnknownCommandIsBadInputAndLeavesStandardOutputAlone() {
        assertThat(assay("nonsense")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense");
    }

    @Test
    void inspectSaysInJsonThatThereIsNoModel() {
        assertThat(assay("inspect", ".", "--json")).isEqualTo(ExitCode.BAD_INPUT);
        try (var reader = Json.createReader(new StringReader(out.toString(StandardCharsets.UTF_8)))) {
            assertThat(reader.readObject().getJsonObject("rejected").getString("reason"))
                    .contains("is a directory");
        }
    }

    @Test
    void anUnreachablePortalIsOnePlainSentence() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String portal = "http://127.0.0.1:" + port;
        assertThat(assay("submit", "digits-mlp", "--scheme", "fp32", "--portal", portal, "--token", "t"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("The portal at " + portal + " does not answer; start it with ./assay serve")
                .doesNotContain("Exception")
                .doesNotContain("dev.assay");
    }

    @Test
    void inspectWritesFixedSizesAsNumbers() throws Exception {
        Path model = Path.of("../content/src/main/zoo/digits-mlp.onnx");
        assertThat(assay("inspect", model.toString(), "--json")).isZero();
        try (var reader = Json.createReader(new StringReader(out.toString(StandardCharsets.UTF_8)))) {
            assertThat(reader.readObject()
                            .getJsonArray("inputs")
                            .getJsonObject(0)
                            .getJsonArray("shape")
                            .toString())
                    .matches("\\[(\"[a-zA-Z_]+\"|1),[0-9,]+]");
        }
    }

    @Test
    void helpListsTheCommandsOfTheContract() {
        assertThat(assay("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("test");
    }

    @Test
    void testPointsToTheScriptOfTheCheckout() {
        assertThat(assay("test")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("./assay test");
    }
}
