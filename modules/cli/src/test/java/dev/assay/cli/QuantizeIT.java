package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay quantize} on files, with and without a job process. */
class QuantizeIT {
    private static final Path ZOO = Path.of("../content/src/main/zoo").toAbsolutePath();
    private static final String MODEL = ZOO.resolve("fashion-cnn.onnx").toString();

    @TempDir
    static Path directory;

    private static String home = "";

    @BeforeAll
    static void useAHomeOfItsOwn() {
        home = System.getProperty("user.home");
        System.setProperty("user.home", directory.resolve("home").toString());
    }

    @AfterAll
    static void goHome() {
        System.setProperty("user.home", home);
    }

    private record Said(int code, String out, String err) {}

    private static Said quantize(String... arguments) {
        List<String> all = new ArrayList<>(List.of("quantize"));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(all.toArray(String[]::new), out, err);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aStaticSchemeIsCalibratedWithoutAPortal() throws Exception {
        Path work = Files.createDirectory(directory.resolve("static"));
        Path target = work.resolve("out.onnx");
        Said said = quantize(
                MODEL,
                "--scheme",
                "int8-static",
                "--calibration",
                ZOO.resolve("fashion-test.npz").toString(),
                "--examples",
                "24",
                "-o",
                target.toString(),
                "--json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonObject report;
        try (var reader = Json.createReader(new StringReader(said.out()))) {
            report = reader.readObject();
        }
        assertThat(report.getString("scheme")).isEqualTo("int8-static");
        assertThat(report.getString("sha256")).isEqualTo(Sha256.of(target));
        assertThat(report.getJsonNumber("sizeBytes").longValue()).isEqualTo(Files.size(target));
        assertThat(report.getJsonObject("nodes").getInt("quantized")).isPositive();
        assertThat(report.getJsonArray("layers")).isNotEmpty();
        assertThat(report.getJsonArray("layers").getJsonObject(0))
                .containsKeys("node", "sqnrDb", "cosine", "outputSqnrDb", "outputCosine");
        assertThat(report.getJsonObject("calibration").getJsonArray("indices")).hasSize(24);
        assertThat(report.getJsonObject("secondsByPhase")).containsKeys("calibrate", "quantize", "write");
        assertThat(report).containsKey("firstBadLayer");
        assertThat(work).isDirectoryNotContaining(file -> !file.equals(target));
    }

    @Test
    void theSmallestSchemeThatKeepsTheFidelityIsFoundAndWritten() throws Exception {
        Path work = Files.createDirectory(directory.resolve("auto"));
        Path target = work.resolve("out.onnx");
        Said said = quantize(
                MODEL,
                "--auto",
                "--goal",
                "smallest",
                "--min-fidelity",
                "0.99",
                "--calibration",
                ZOO.resolve("fashion-test.npz").toString(),
                "--examples",
                "24",
                "-o",
                target.toString(),
                "--json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonObject report;
        try (var reader = Json.createReader(new StringReader(said.out()))) {
            report = reader.readObject();
        }
        List<JsonObject> points =
                report.getJsonObject("search").getJsonArray("points").getValuesAs(JsonObject.class);
        assertThat(points.get(0).getJsonObject("scheme").getString("name")).isEqualTo("fp32");
        JsonObject chosen = points.stream()
                .filter(point -> point.getBoolean("chosen"))
                .findFirst()
                .orElseThrow();
        assertThat(chosen.getJsonObject("scheme").getString("name")).isEqualTo(report.getString("scheme"));
        assertThat(chosen.getJsonNumber("cosine").doubleValue()).isGreaterThanOrEqualTo(0.99);
        assertThat(chosen.getJsonNumber("bytes").longValue())
                .isEqualTo(Files.size(target))
                .isLessThan(Files.size(Path.of(MODEL)));
        Said both = quantize(MODEL, "--auto", "--scheme", "fp16", "-o", target.toString());
        assertThat(both.code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void aLatencyThatCannotBeKeptEndsTheBenchWithThree() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String digits = ZOO.resolve("digits-mlp.onnx").toString();
        int code = Main.run(
                new String[] {"bench", digits, "--slo", "p50=0.001us", "--json"}, out, new ByteArrayOutputStream());
        assertThat(code).isEqualTo(ExitCode.OBJECTIVES_NOT_MET);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("p50Ms");
    }

    @Test
    void whatCannotBeDoneLeavesNothingBehind() throws Exception {
        Path work = Files.createDirectory(directory.resolve("nothing"));
        String target = work.resolve("out.onnx").toString();
        Said none = quantize(MODEL, "--scheme", "int8-static", "-o", target);
        assertThat(none.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(none.err()).contains("name them with --calibration");
        Said other = quantize(
                MODEL,
                "--scheme",
                "int8-static",
                "--calibration",
                ZOO.resolve("digits-test.npz").toString(),
                "-o",
                target);
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("the model takes");
        Path lines = Files.writeString(work.resolve("lines.txt"), "a line\n");
        Said text = quantize(MODEL, "--scheme", "int8-static", "--calibration", lines.toString(), "-o", target);
        assertThat(text.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(text.err()).contains("--tokenizer");
        assertThat(work).isDirectoryNotContaining(file -> !file.equals(lines));
    }

    @Test
    void everySchemeWithoutCalibrationIsAppliedInPlace() throws Exception {
        Path work = Files.createDirectory(directory.resolve("plain"));
        for (String scheme : List.of("fp16", "bf16", "int8-dynamic", "int8-weight-only", "int4-weight-only")) {
            Path target = work.resolve(scheme + ".onnx");
            Said said = quantize(MODEL, "--scheme", scheme, "-o", target.toString(), "--json");
            assertThat(said.code()).as(said.err()).isZero();
            assertThat(Files.size(target)).as(scheme).isPositive();
        }
        assertThat(work).isDirectoryNotContaining("glob:**.part");
    }
}
