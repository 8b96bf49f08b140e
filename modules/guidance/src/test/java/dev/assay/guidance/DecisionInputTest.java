package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

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
                "sloMs; fast; give a number, alone (in ms) or with a unit such as 20 ms",
                "sloMs; 5 W; 'W' is a unit of power",
                "sloMs; 20 parsec; the unit 'parsec' is not known here",
                "sloMs; 0,5; write the decimals after a point: 0.5",
                "sloMs; 1e12; too much for the latency limit",
                "weightBytes; 1.64; or write 1.64 GB if that is meant",
                "parameters; 1.5; or write 1.5B if that is meant",
                "powerWatts; 1e9; check its unit",
                "contextTokens; 4k; needs the bytes of state of one token",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sloMs; 20ms; 20",
                "sloMs; 0.5 s; 500",
                "sloMs; 250 us; 0.25",
                "powerWatts; 300 mW; 0.3",
                "powerWatts; 5 W at the wall; 5",
                "powerWatts; 5W (module); 5",
                "weightBytes; 1.64 GB; 1640000000",
                "weightBytes; 2 GiB; 2147483648",
                "weightBytes; 91,000,000; 91000000",
                "parameters; 1.5B; 1500000000",
                "parameters; 22.7M; 22700000",
                "flops; 12 GFLOP; 12000000000",
                "networkBytesPerSecond; 1 Gbit/s; 125000000",
                "networkBytesPerSecond; 6.25 MB/s; 6250000",
                "utilization; 40 %; 0.4",
                "promptTokens; 8k; 8000",
                "horizonMonths; 2 years; 24",
                "rentUsdPerHourMax; 2.5 $/h; 2.5"
            })
    void aNumberMayCarryItsUnit(String field, String answer, double expected) {
        DecisionInput input = DecisionInput.parse(Map.of(field, answer));
        assertThat((Double) input.answer(field)).isCloseTo(expected, within(1e-9 * expected));
        assertThat(DecisionInput.parse(input.answers())).isEqualTo(input);
    }

    @Test
    void aBudgetMayNameItsBoundaryUnlessTheBoundaryIsAnsweredItself() {
        assertThat(DecisionInput.parse(Map.of("powerWatts", "5 W module")).powerBoundary())
                .isEqualTo(PowerBoundary.MODULE);
        assertThat(DecisionInput.parse(Map.of("powerWatts", "5 W module", "powerBoundary", "wall"))
                        .powerBoundary())
                .isEqualTo(PowerBoundary.WALL);
        assertThat(DecisionInput.parse(Map.of("powerWatts", "5 W")).powerBoundary())
                .isNull();
    }

    @Test
    void weightsAndStateFollowFromWhatIsKnownOfThem() {
        DecisionInput input = DecisionInput.parse(
                Map.of("parameters", "1.5B", "precision", "int4", "contextTokens", "4096", "kvBytesPerToken", "28672"));
        assertThat(input.weights()).isEqualTo(0.75e9);
        assertThat(input.state()).isEqualTo(4096.0 * 28672);
        assertThat(DecisionInput.parse(Map.of("parameters", "1.5B")).weights()).isNull();
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
