package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareProfilesTest {
    private static final HardwareProfiles ALL = HardwareProfiles.bundled();

    @Test
    void theTableHoldsEveryProfileOnce() {
        assertThat(ALL.profiles()).hasSize(33);
        assertThat(ALL.profiles()).extracting(HardwareProfile::id).doesNotHaveDuplicates();
        assertThat(ALL.find("rpi5-hailo10h")).isPresent();
        assertThat(ALL.find("abacus")).isEmpty();
    }

    @Test
    void everyCandidateOfTheRulesIsInTheTable() {
        for (RuleSet rules : List.of(RuleSet.current(), RuleSet.asPublished())) {
            for (RuleSet.Rule rule : rules.rules()) {
                for (String candidate : rule.candidates()) {
                    assertThat(ALL.find(candidate))
                            .as("%s of %s", candidate, rule.id())
                            .isPresent();
                }
            }
        }
    }

    @Test
    void recalledFiguresAreGradedDAndDerivedOnesNoBetterThanTheirProfile() {
        for (HardwareProfile profile : ALL.profiles()) {
            for (Figure figure : profile.ceilings()) {
                switch (figure.basis()) {
                    case MEMORY -> assertThat(figure.grade()).as(profile.id()).isEqualTo(Grade.D);
                    case UNKNOWN -> assertThat(figure.value()).as(profile.id()).isNull();
                    case DERIVED -> assertThat(figure.grade()).as(profile.id()).isGreaterThanOrEqualTo(profile.grade());
                    case READ, MEASURED ->
                        assertThat(figure.value()).as(profile.id()).isNotNull();
                }
            }
        }
        assertThat(profile("h100-sxm").figure(FigureKind.FP32).grade()).isEqualTo(Grade.D);
        assertThat(profile("h100-sxm").figure(FigureKind.FP8).grade()).isEqualTo(Grade.B);
        assertThat(profile("xeon6-6980p").figure(FigureKind.FP32).grade()).isEqualTo(Grade.D);
        assertThat(profile("xeon6-6980p").figure(FigureKind.MEMORY_BANDWIDTH).basis())
                .isEqualTo(Basis.DERIVED);
    }

    /** Arithmetic that does not use the table: clocks, lanes, widths and counts as the notes give them. */
    @ParameterizedTest
    @CsvSource({
        "xeon6-6980p, FP32, 16.384, 0.02", // 128 x 64 x 2.0 GHz
        "xeon6-6980p, FP16, 524.3, 0.4", // 128 x 2048 x 2.0 GHz
        "xeon6-6980p, MEMORY_BANDWIDTH, 844.8, 0.01", // 12 x 8 B x 8800 MT/s
        "epyc-9965, FP32, 27.648, 0.05", // 192 x 64 x 2.25 GHz
        "epyc-9965, INT8, 110.6, 0.5",
        "graviton4, MEMORY_BANDWIDTH, 537.6, 0.01", // 12 x 8 B x 5600 MT/s
        "h100-sxm, TF32, 494.5, 0.01",
        "b200-sxm, TF32, 1125, 0.01",
        "gb200-nvl72, FP32, 6480, 0.1", // 72 x 90
        "gb200-nvl72, FP16, 180000, 1",
        "gb200-nvl72, MEMORY_BANDWIDTH, 576000, 1",
        "h100-sxm, HOST_LINK, 63.0, 0.1", // 16 x 32 GT/s x 128/130 / 8
        "l4, HOST_LINK, 31.5, 0.1",
        "l4, INT8, 242.5, 0.01", // 485 sparse / 2
        "rtx5090, INT4, 1676, 0.1", // 3352 sparse / 2
        "tpu-v7, MEMORY, 206.16, 0.1", // 192 GiB
        "core-ultra-lnl, MEMORY_BANDWIDTH, 136.5, 0.1",
        "jetson-agx-orin-64, INT8, 137.5, 0.01", // 275 sparse / 2
        "jetson-agx-orin-64, MEMORY_BANDWIDTH, 204.8, 0.01",
        "jetson-orin-nano-8-super, INT8, 33.5, 0.01",
        "axelera-metis-m2, INT8, 214, 0.01", // 4 x 53.5
        "axelera-metis-m2, HOST_LINK, 3.938, 0.01",
        "rpi5, FP32, 0.1536, 0.001", // 4 x 16 x 2.4 GHz
        "rpi5, MEMORY_BANDWIDTH, 17.07, 0.01", // 4 B x 4267 MT/s
        "rpi5-hailo10h, HOST_LINK, 0.985, 0.001", // 8 GT/s x 128/130 / 8
        "coral-usb, HOST_LINK, 0.5, 0.001",
        "rk3588, MEMORY_BANDWIDTH, 34.13, 0.05"
    })
    void figuresAgreeWithArithmetic(String id, FigureKind kind, double expected, double tolerance) {
        assertThat(profile(id).value(kind).orElseThrow()).isCloseTo(expected, within(tolerance));
    }

    @Test
    void powerKeepsItsBoundaryAndPricesTheirDate() {
        PowerFigure sima = profile("sima-mlsoc").power(PowerFigure.Kind.LOADED).orElseThrow();
        assertThat(sima.watts()).isEqualTo(14.6);
        assertThat(sima.boundary()).isEqualTo(PowerBoundary.WALL);
        assertThat(sima.grade()).isEqualTo(Grade.A);
        PriceObservation kit =
                profile("rpi5-hailo10h").price(PriceObservation.Kind.PURCHASE).orElseThrow();
        assertThat(kit.usd()).isEqualTo(210);
        assertThat(kit.observed()).contains("2026");
        assertThat(profile("tpu-v7").price(PriceObservation.Kind.PURCHASE)).isEmpty();
        assertThat(profile("tpu-v6e").power(PowerFigure.Kind.DESIGN)).isEmpty();
    }

    @Test
    void runModesFollowOnnxRuntime() {
        assertThat(profile("local-zen5-2c").runMode()).isEqualTo(RunMode.MEASURED);
        assertThat(profile("rpi5").runMode()).isEqualTo(RunMode.REMOTE_AGENT);
        assertThat(profile("mi300x").runMode()).isEqualTo(RunMode.REMOTE_AGENT);
        assertThat(profile("hailo-8").runMode()).isEqualTo(RunMode.CUSTOM);
        assertThat(profile("sima-mlsoc").runMode()).isEqualTo(RunMode.PREDICT_ONLY);
        for (HardwareProfile profile : ALL.profiles()) {
            assertThat(!profile.runMode().measurable() || profile.onnxRuntime())
                    .as(profile.id())
                    .isTrue();
        }
    }

    @Test
    void theAuditOfAClaimComesWithItsVerdict() {
        HardwareProfile.Audit audit = profile("h100-sxm").audit();
        assertThat(audit).isNotNull();
        assertThat(audit.verdict()).isEqualTo(HardwareProfile.AuditVerdict.CONTRADICTED);
        assertThat(audit.finding()).contains("1979");
        assertThat(profile("l4").audit()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "fp32_tflops; -3; must be above zero",
                "mem_bw_gbs; 0; must be above zero",
                "mem_gb; 8 GB; its unit is in the header",
                "mem_bw_gbs; 17,07; its unit is in the header",
                "fp32_tflops; Infinity; must be above zero",
                "id; ''; has no id",
                "id; Big Box; use lower-case letters",
                "class; quantum; it must be one of",
                "places; moon; it must be one of",
                "grade; E; it must be one of",
                "run_mode; sometimes; write measured, remote-agent, predict-only or custom",
                "onnx_runtime; maybe; write yes or no",
                "onnx_runtime; no; ONNX Runtime does not reach it",
                "design_boundary; ''; without its boundary",
                "price_observed; ''; prices need their date",
                "fp32_tflops; 5; another unit or sparse",
                "derived_fields; speed; which is no column with a number",
                "memory_fields; fp8_tflops; has no value there",
                "notes; fast; without a column name",
                "name; ''; needs a name",
                "figure_grades; mem_gb=Z; it must be one of"
            })
    void absurdCellsAreRefusedWithASentence(String column, String value, String sentence) throws IOException {
        assertThatThrownBy(() -> HardwareProfiles.read(table(column, value)))
                .isInstanceOf(InvalidGuidanceInput.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void duplicatesRaggedRowsMissingColumnsAndEmptyTablesAreRefused() throws IOException {
        String[] lines = sound();
        assertThatThrownBy(() -> read(lines[0], lines[1], lines[1])).hasMessageContaining("appears twice");
        assertThatThrownBy(() -> read(lines[0], lines[1] + ",more")).hasMessageContaining("cells where the header");
        assertThatThrownBy(() -> read("id,name", "a,b")).hasMessageContaining("lacks the columns");
        assertThatThrownBy(() -> read(lines[0])).hasMessageContaining("holds no profile");
        assertThat(read(lines[0], lines[1]).profiles()).hasSize(1);
    }

    @Test
    void everyProblemIsReportedAtOnce() throws IOException {
        String[] lines = sound();
        InvalidGuidanceInput refused = catchThrowableOfType(
                InvalidGuidanceInput.class, () -> read(lines[0], cell("mem_gb", "-1"), cell("id", "UPPER")));
        assertThat(refused.problems()).hasSize(2);
    }

    @Test
    void aReaderThatFailsIsNotTakenForAnEmptyTable() {
        assertThatThrownBy(() -> HardwareProfiles.read(new java.io.Reader() {
                    @Override
                    public int read(char[] buffer, int offset, int length) throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public void close() {}
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be read");
    }

    static HardwareProfile profile(String id) {
        return ALL.find(id).orElseThrow();
    }

    private static HardwareProfiles read(String... lines) {
        return HardwareProfiles.read(new StringReader(String.join("\n", lines)));
    }

    /** The header and one sound row, taken from the bundled table. */
    private static String[] sound() throws IOException {
        try (var reader = new InputStreamReader(
                HardwareProfiles.class.getResourceAsStream(HardwareProfiles.RESOURCE), StandardCharsets.UTF_8)) {
            String[] lines = new java.io.BufferedReader(reader)
                    .lines()
                    .collect(java.util.stream.Collectors.joining("\n"))
                    .split("\n", -1);
            return new String[] {lines[0], lines[findRow(lines)]};
        }
    }

    private static int findRow(String[] lines) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("rpi5,")) {
                return i;
            }
        }
        throw new IllegalStateException("no row to start from");
    }

    private static StringReader table(String column, String value) throws IOException {
        return new StringReader(sound()[0] + "\n" + cell(column, value));
    }

    /** The sound row with one cell replaced. */
    private static String cell(String column, String value) throws IOException {
        String[] lines = sound();
        List<String> header = List.of(lines[0].split(",", -1));
        try (var parser = org.apache.commons.csv.CSVFormat.RFC4180.parse(new StringReader(lines[1]))) {
            List<String> cells =
                    new java.util.ArrayList<>(parser.getRecords().getFirst().toList());
            cells.set(header.indexOf(column), value);
            return String.join(
                    ",",
                    cells.stream()
                            .map(text -> "\"" + text.replace("\"", "\"\"") + "\"")
                            .toList());
        }
    }
}
