package dev.assay.portal.articles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {
    private static final Map<String, Double> NAMES = Map.of("d", 768.0, "eta", 0.6, "half_life", 2.5);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2*3; 7",
                "(1+2)*3; 9",
                "10 - 4 - 3; 3",
                "2^3^2; 512",
                "-2^2; -4",
                "2^-1; 0.5",
                "--3; 3",
                "12/4/3; 1",
                "12*d^2 + 13*d; 7087872",
                "30_522 * 2; 61044",
                "1.5e3 + 2e-1; 1500.2",
                "half_life / 5; 0.5",
                "sqrt(2)^2; 2",
                "exp(ln(5)); 5",
                "log2(8) + log10(1000); 6",
                "min(3, 1, 2) + max(4, 9); 10",
                "abs(-3) + floor(2.9) + ceil(2.1); 8",
                "choose(8, 3); 56",
                "sum(k, 1, 100, k); 5050",
                "sum(k, 0, 8, choose(8, k) * 0.5^8); 1",
                "sum(i, 1, 3, sum(j, 1, i, j)); 10",
                // f = x^2 from 10 with a rate of 0.2, ten steps
                "after(10, x, 10, v, 0, x - 0.2*2*x, 0); 0.060466176"
            })
    void computes(String expression, double expected) {
        assertThat(Arithmetic.evaluate(expression, NAMES)).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
    }

    /** Descent with momentum 0.5 at a rate of 0.6 on 0.1 x^2 + 2 y^2 from (-5, -2): the textbook's 20 steps. */
    @Test
    void followsTwoValuesAtOnce() {
        assertThat(Arithmetic.evaluate("after(20, x, -5, v, 0, x - eta*(0.5*v + 0.2*x), 0.5*v + 0.2*x)", NAMES))
                .isCloseTo(0.007188, within(1e-6));
        assertThat(Arithmetic.evaluate("after(20, y, -2, v, 0, y - eta*(0.5*v + 4*y), 0.5*v + 4*y)", NAMES))
                .isCloseTo(0.002553, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 +",
                "1 2",
                "(1",
                "1)",
                "x",
                "foo(1)",
                "sqrt(1, 2)",
                "1/0",
                "ln(-1)",
                "1..2",
                "sum(1, 2, 3, 4)",
                "sum(k, 0, 1e9, k)",
                "choose(2.5, 1)",
                "d d",
                "1,000",
                "$d",
                "sqrt()"
            })
    void refusesWhatItCannotCompute(String expression) {
        assertThatThrownBy(() -> Arithmetic.evaluate(expression, NAMES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + expression + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "2.675; 0.00; 2.68",
                "1234567.5; ,0; 1,234,568",
                "-0.5; 0.0; \u22120.5",
                "-0.04; 0.0; 0.0",
                "0.873; 0%; 87\u00a0%",
                "0.02083; 0.00%; 2.08\u00a0%",
                "48131.2; 3s; 48,100",
                "0.00012345; 2s; 0.00012",
                "1.5; 4s; 1.5"
            })
    void writesNumbers(double value, String format, String shown) {
        assertThat(Digits.write(value, format)).isEqualTo(shown);
    }

    @Test
    void aNumberThatIsNotWholeNeedsAFormat() {
        assertThat(Digits.write(124_439_808.0)).isEqualTo("124,439,808");
        assertThatThrownBy(() -> Digits.write(0.5)).hasMessageContaining("needs a format");
        assertThatThrownBy(() -> Digits.write(0.5, "two")).hasMessageContaining("'two'");
    }
}
