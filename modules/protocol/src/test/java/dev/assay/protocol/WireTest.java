package dev.assay.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final JobSpec SPEC = new JobSpec(
            "tiny",
            new ArtifactRef("ab", 12),
            new SchemeSpec("int8-dynamic", Map.of("perChannel", "true")),
            new Workload("single-stream", "rapid", 2, 42, Map.of("batch", 1L), Map.of("x", List.of(1L, 8L)), null, 16),
            JobLimits.DEFAULT);

    @Test
    void aRecordSurvivesTheRoundTrip() {
        assertThat(Wire.read(Wire.write(SPEC), JobSpec.class)).isEqualTo(SPEC);
    }

    @Test
    void anUnknownMemberIsIgnoredSoThatNewerPeersCanTalk() {
        assertThat(Wire.read("{\"sha256\":\"ab\",\"bytes\":12,\"colour\":\"red\"}", ArtifactRef.class))
                .isEqualTo(new ArtifactRef("ab", 12));
    }

    @Test
    void aMissingMemberIsNamed() {
        assertThatThrownBy(() -> Wire.read("{\"bytes\":12}", ArtifactRef.class))
                .isInstanceOf(WireException.class)
                .hasMessage("ArtifactRef.sha256 is missing");
        assertThatThrownBy(() -> Wire.read("{\"sha256\":\"ab\"}", ArtifactRef.class))
                .hasMessage("ArtifactRef.bytes is missing");
    }

    @Test
    void aMemberOfTheWrongFormIsNamed() {
        assertThatThrownBy(() -> Wire.read("{\"sha256\":\"ab\",\"bytes\":\"many\"}", ArtifactRef.class))
                .hasMessageStartingWith("ArtifactRef.bytes has the wrong form");
    }

    @Test
    void textThatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> Wire.read("<html>", ArtifactRef.class)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> Wire.read("[".repeat(100_000), ArtifactRef.class))
                .isInstanceOf(WireException.class);
    }

    @Test
    void notANumberIsWrittenAsNull() {
        assertThat(Wire.write(Map.of("x", Double.NaN))).isEqualTo("{\"x\":null}");
    }

    @Test
    void samplesAreWrittenAsNumbers() {
        assertThat(Wire.write(new long[] {1, 2})).isEqualTo("[1,2]");
    }

    @Test
    void anIdSurvivesTheRoundTripAndAMadeUpOneIsNamed() {
        record Named(java.util.UUID id) {}
        Named named = new Named(java.util.UUID.fromString("0f7b3f7e-5e0e-4b53-8f5f-0a4e6c1f9d11"));
        assertThat(Wire.read(Wire.write(named), Named.class)).isEqualTo(named);
        assertThatThrownBy(() -> Wire.read("{\"id\":\"seven\"}", Named.class))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("Named.id has the wrong form");
    }
}
