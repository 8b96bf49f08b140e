package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionInputTest {
    @Test
    void readsAnswersAsAFormSendsThem() {
        DecisionInput input = DecisionInput.parse(Map.of(
                "onDevice",
                "yes",
                "cuda",
                "hard",
                "powerWatts",
                "60",
                "scheme",
                "int8-dynamic",
                "offline",
                "false",
                "sloMs",
                " "));
        assertThat(input.onDevice()).isTrue();
        assertThat(input.offline()).isFalse();
        assertThat(input.cuda()).isEqualTo(DecisionInput.Cuda.HARD);
        assertThat(input.powerWatts()).isEqualTo(60.0);
        assertThat(input.scheme()).isEqualTo("int8-dynamic");
        assertThat(input.sloMs()).isNull();
        assertThat(DecisionInput.parse(Map.of())).isEqualTo(DecisionInput.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "powerWatts; -5; cannot be negative",
                "powerWatts; 0; is zero",
                "sloMs; NaN; not a finite number",
                "sloMs; fast; give a number without a unit",
                "sloMs; 20ms; give a number without a unit",
                "utilization; 1.5; a share between 0 and 1",
                "batteryWattHours; 50; needs the hours",
                "cuda; maybe; choose one of",
                "onDevice; perhaps; say yes or no",
                "colour; red; no question named 'colour'"
            })
    void absurdAnswersGetASentence(String field, String answer, String sentence) {
        assertThatThrownBy(() -> DecisionInput.parse(Map.of(field, answer)))
                .isInstanceOf(InvalidGuidanceInput.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void contradictoryAnswersGetASentence() {
        assertThatThrownBy(() -> DecisionInput.parse(Map.of("onDevice", "yes", "placement", "cloud")))
                .hasMessageContaining("at once");
    }

    @Test
    void everyProblemIsNamedWithItsField() {
        InvalidGuidanceInput refused = catchThrowableOfType(
                InvalidGuidanceInput.class,
                () -> DecisionInput.parse(Map.of("powerWatts", "-5", "sloMs", "x", "colour", "red")));
        assertThat(refused.problems())
                .extracting(InvalidGuidanceInput.Problem::field)
                .containsExactlyInAnyOrder("powerWatts", "sloMs", "colour");
    }

    @Test
    void objectivesAreCheckedToo() {
        assertThat(Objectives.NONE.problems()).isEmpty();
        assertThat(Objectives.NONE.isEmpty()).isTrue();
        Objectives absurd = new Objectives(-1.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY, 1.5, -3L, -2.0);
        assertThat(absurd.problems())
                .extracting(InvalidGuidanceInput.Problem::field)
                .containsExactly("p50Ms", "p90Ms", "p95Ms", "p99Ms", "powerWatts", "maxBytes", "minFidelity");
        assertThat(absurd.isEmpty()).isFalse();
    }
}
