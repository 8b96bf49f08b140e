package dev.assay.guidance.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    private static final List<String> UNITS = List.of(
            "",
            "x",
            "%",
            "s",
            "ms",
            "us",
            "h",
            "day",
            "month",
            "year",
            "B",
            "kB",
            "MB",
            "GB",
            "TB",
            "bit",
            "GiB",
            "op",
            "GOP",
            "token",
            "Mtoken",
            "USD",
            "MUSD",
            "J",
            "mJ",
            "kWh",
            "W",
            "kW",
            "uW",
            "GB/s",
            "USD/h",
            "USD/Mtoken",
            "TOPS",
            "GOPS",
            "TOPS/W",
            "B/token",
            "op/token",
            "token/s",
            "inference/s",
            "Gtransfer/s");

    @ParameterizedTest
    @CsvSource({
        "1, h, 3600, s",
        "1, year, 8760, h",
        "1, month, 730, h",
        "1, GB, 8, Gbit",
        "1, kWh, 3.6e6, J",
        "1, W, 1000, mW",
        "1, TOPS, 1000, GOPS",
        "1, USD/h, 730, USD/month",
        "50, %, 0.5, ''",
        "1, TB/s, 1000, GB/s",
        "192, GiB, 206.15843, GB",
        "1, TOPS/W, 1, TOPS/W"
    })
    void knownConversions(double value, String from, double expected, String to) {
        assertThat(Quantity.of(value, from).in(to).value()).isCloseTo(expected, within(expected * 1e-6));
    }

    @RepeatedTest(200)
    void productsAndQuotientsKeepTheirUnits(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        String a = UNITS.get(random.nextInt(UNITS.size()));
        String b = UNITS.get(random.nextInt(UNITS.size()));
        Quantity x = Quantity.of(random.nextDouble(0.001, 1000), a);
        Quantity y = Quantity.of(random.nextDouble(0.001, 1000), b);
        assertThat(x.times(y).over(y).in(a).value()).isCloseTo(x.value(), within(x.value() * 1e-9));
        assertThat(x.over(y).times(y).in(a).value()).isCloseTo(x.value(), within(x.value() * 1e-9));
        assertThat(x.squared().root().in(a).value()).isCloseTo(x.value(), within(x.value() * 1e-9));
        assertThat(x.plus(x).minus(x).value()).isCloseTo(x.value(), within(x.value() * 1e-9));
        if (!x.unit().like(y.unit())) {
            assertThatThrownBy(() -> x.plus(y)).hasMessageContaining("cannot be added");
            assertThatThrownBy(() -> x.in(b)).hasMessageContaining("cannot be shown");
        } else {
            Quantity sum = x.plus(y);
            assertThat(sum.in(b).value())
                    .isCloseTo(y.plus(x).value(), within(Math.abs(sum.in(b).value()) * 1e-9));
        }
    }

    @Test
    void aRatioDoesNotDependOnTheUnitsOfItsParts() {
        double ms = Quantity.of(2039, "ms").over(Quantity.of(320, "ms")).in("x").value();
        double seconds =
                Quantity.of(2.039, "s").over(Quantity.of(320_000, "us")).in("x").value();
        assertThat(ms).isCloseTo(seconds, within(1e-12));
    }

    @Test
    void wordsShowWhatWasDone() {
        Quantity bill = Quantity.of(2.1, "MUSD/month").minus(Quantity.of(0.7, "MUSD/month"));
        assertThat(bill.over(Quantity.of(2.1, "MUSD/month")).words())
                .isEqualTo("(2.1 MUSD/month − 0.7 MUSD/month) ÷ 2.1 MUSD/month");
        assertThat(Quantity.of(1, "x").over(Quantity.of(2, "").times(3)).words())
                .isEqualTo("1x ÷ (2 × 3)");
    }

    @Test
    void unknownUnitsAreRefused() {
        assertThatThrownBy(() -> Unit.of("furlong")).hasMessageContaining("There is no unit");
        assertThatThrownBy(() -> Unit.of("GB/")).hasMessageContaining("There is no unit");
    }
}
