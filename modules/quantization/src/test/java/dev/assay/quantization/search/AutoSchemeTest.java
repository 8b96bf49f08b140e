package dev.assay.quantization.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.quantization.UnknownScheme;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoSchemeTest {
    @Test
    void theFastestAboveNinetyNineIsMeantWhenNothingElseIsSaid() throws UnknownScheme {
        assertThat(AutoScheme.of(Map.of())).isEqualTo(new AutoScheme(Goal.FASTEST, 0.99));
        AutoScheme other = new AutoScheme(Goal.SMALLEST, 0.975);
        assertThat(AutoScheme.of(other.options())).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({"goal,best", "minFidelity,1.5", "minFidelity,0", "minFidelity,high", "minFidelity,NaN", "speed,1"})
    void whatCannotBeMeantIsNamed(String option, String value) {
        assertThatThrownBy(() -> AutoScheme.of(Map.of(option, value)))
                .isInstanceOf(UnknownScheme.class)
                .hasMessageContaining(option)
                .hasMessageEndingWith(".");
    }
}
