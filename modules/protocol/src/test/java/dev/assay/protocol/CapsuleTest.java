package dev.assay.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CapsuleTest {
    private static final int MOST = 1 << 20;
    private static final JobSpec SPEC = new JobSpec(
            "m",
            new ArtifactRef("a".repeat(64), 10),
            new SchemeSpec("int8-static", Map.of("method", "entropy")),
            new Workload("server", "standard", 3, 7, Map.of("n", 4L), Map.of(), null, 16, 12.345678901234567),
            JobLimits.DEFAULT,
            new CalibrationRef(new DatasetRef("d", "npz", new ArtifactRef("b".repeat(64), 20), null, null), 100, 42),
            null);

    private static byte[] capsule() {
        return Capsule.write(
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                "e",
                "m\u00e9 \"x\"",
                "a".repeat(64),
                10,
                List.of(new Capsule.Run("board", SPEC, null, "OOM")));
    }

    private static byte[] edited(byte[] capsule, String from, String to) throws IOException {
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(capsule)).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.replace(from, to).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void whatWasWrittenIsRead() {
        Capsule read = Capsule.read(capsule(), MOST);
        assertThat(read.sha256()).hasSize(64);
        assertThat(read.model()).isEqualTo("m\u00e9 \"x\"");
        assertThat(read.runs()).containsExactly(new Capsule.Run("board", SPEC, null, "OOM"));
        assertThat(Capsule.read(capsule(), MOST).sha256()).isEqualTo(read.sha256());
    }

    @Test
    void anyChangeIsNoticed() throws IOException {
        byte[] altered = edited(capsule(), "\"OOM\"", "\"TIMEOUT\"");
        assertThatThrownBy(() -> Capsule.read(altered, MOST))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("altered");
    }

    @Test
    void membersOfALaterPortalDoNotBreakTheSeal() throws IOException {
        byte[] open = edited(capsule(), "\"version\":1", "\"version\":1,\"mood\":\"good\"");
        assertThatThrownBy(() -> Capsule.read(open, MOST)).hasMessageContaining("altered");
        byte[] newer = edited(capsule(), "\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> Capsule.read(newer, MOST)).hasMessageContaining("version 2");
    }

    @Test
    void whatIsNoCapsuleIsSaidSo() throws IOException {
        byte[] whole = capsule();
        for (byte[] wrong : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                Arrays.copyOf(whole, whole.length - 12),
                edited(whole, "assay-capsule", "other"))) {
            assertThatThrownBy(() -> Capsule.read(wrong, MOST))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("not a capsule");
        }
        assertThatThrownBy(() -> Capsule.read(whole, 50)).hasMessageContaining("more than 50 bytes");
    }
}
