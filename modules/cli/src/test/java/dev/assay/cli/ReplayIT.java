package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay replay} of what {@code assay bench} wrote. */
class ReplayIT {
    private static final Path ZOO = Path.of("../content/src/main/zoo").toAbsolutePath();

    @TempDir
    static Path directory;

    private static String home = "";

    @BeforeAll
    static void useAHomeOfItsOwn() throws Exception {
        home = System.getProperty("user.home");
        System.setProperty("user.home", directory.resolve("home").toString());
        // No built-in models: everything that a capsule names has to be named too.
        Path empty = Files.createDirectories(directory.resolve("dist/zoo"));
        Files.writeString(empty.resolve("models.json"), "{\"models\":[]}");
        System.setProperty("assay.home", directory.resolve("dist").toString());
    }

    @AfterAll
    static void goHome() {
        System.setProperty("user.home", home);
        System.clearProperty("assay.home");
    }

    private record Said(int code, String out, String err) {}

    private static Said assay(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(arguments, out, err);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aBenchIsRepeatedFromItsCapsule() throws Exception {
        String model = ZOO.resolve("fashion-cnn.onnx").toString();
        Path capsule = directory.resolve("fashion.assay.json.gz");
        Said measured = assay("bench", model, "--scheme", "int8-dynamic", "--capsule", capsule.toString(), "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(capsule).isRegularFile();

        assertThat(assay("replay", capsule.toString()))
                .satisfies(said -> assertThat(said.code()).isEqualTo(ExitCode.BAD_INPUT))
                .satisfies(
                        said -> assertThat(said.err()).contains("which is not built in; name its file with --model"));
        assertThat(assay(
                                "replay",
                                capsule.toString(),
                                "--model",
                                ZOO.resolve("digits-mlp.onnx").toString())
                        .err())
                .contains("is another model than the capsule's");

        Said again = assay("replay", capsule.toString(), "--model", model, "--json");
        assertThat(again.code()).as(again.err()).isIn(ExitCode.DONE, ExitCode.OBJECTIVES_NOT_MET);
        JsonObject document;
        try (var reader = Json.createReader(new StringReader(again.out()))) {
            document = reader.readObject();
        }
        JsonObject run = document.getJsonArray("runs").getJsonObject(0);
        assertThat(run.getJsonArray("differences")).as("the same machine").isEmpty();
        assertThat(run.getJsonArray("notes").toString())
                .doesNotContain("another file")
                .doesNotContain("inputs are not");
        assertThat(run.getString("sentence")).contains("int8-dynamic");
    }

    @Test
    void whatIsNoCapsuleIsSaidSo() throws Exception {
        Path file = Files.write(directory.resolve("x.gz"), new byte[] {1, 2, 3});
        Said said = assay("replay", file.toString());
        assertThat(said.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(said.err()).contains("not a capsule").contains("Nothing was started.");
    }
}
