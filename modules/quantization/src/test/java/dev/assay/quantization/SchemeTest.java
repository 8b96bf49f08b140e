package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemeTest {
    @Test
    void everySchemeIsParsedBackFromItsNameAndOptions() throws UnknownScheme {
        for (Scheme scheme : Scheme.all()) {
            assertThat(Scheme.parse(scheme.name(), scheme.options())).isEqualTo(scheme);
            assertThat(Scheme.parse(scheme.name(), Map.of())).isEqualTo(scheme);
            assertThat(scheme.description()).endsWith(".").doesNotContain("\n");
        }
    }

    @Test
    void optionsAreRead() throws UnknownScheme {
        Map<String, String> options =
                Map.of("perChannel", "false", "reduceRange", "TRUE", "embeddings", "false", "exclude", "a, b,,c");
        Scheme expected = new Scheme.Int8Dynamic(false, true, false, 0, List.of("a", "b", "c"));
        assertThat(Scheme.parse("INT8-dynamic", options)).isEqualTo(expected);
        assertThat(Scheme.parse("int8-dynamic", expected.options())).isEqualTo(expected);
    }

    @Test
    void aMixedSchemeIsReadFromItsOwnWords() throws UnknownScheme {
        Scheme mixed = new Scheme.Mixed(
                new Scheme.Int8WeightOnly(Scheme.WeightForm.NBITS, 64, 4, false, List.of("x")),
                List.of("a", "b"),
                Scheme.Int8Dynamic.DEFAULT);
        assertThat(Scheme.parse("mixed", mixed.options())).isEqualTo(mixed);
        assertThatThrownBy(() -> Scheme.parse("mixed", Map.of("first", "fp16")))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("nodes");
        assertThatThrownBy(() -> Scheme.parse(
                        "mixed", Map.of("first", "fp16", "rest", "int8-dynamic", "nodes", "a", "first.block", "32")))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("block");
    }

    @Test
    void whatDoesNotExistIsNamedWithWhatDoes() {
        assertThatThrownBy(() -> Scheme.parse("int3", Map.of()))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("int3")
                .hasMessageContaining("fp32, fp16, bf16, int8-dynamic");
        assertThatThrownBy(() -> Scheme.parse("int8-dynamic", Map.of("blockSize", "32")))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("blockSize")
                .hasMessageContaining("perChannel");
        assertThatThrownBy(() -> Scheme.parse("int8-dynamic", Map.of("perChannel", "maybe")))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("maybe");
        assertThatThrownBy(() -> Scheme.parse("fp32", Map.of("x", "1")))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining("none");
    }
}
