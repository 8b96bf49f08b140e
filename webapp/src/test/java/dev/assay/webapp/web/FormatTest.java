package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    private final Format format = new Format();

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.00 kB",
        "90387630,90.4 MB",
        "22900000,22.9 MB",
        "999960,1.00 MB",
        "1640000000,1.64 GB",
        "128000000000,128 GB"
    })
    void bytesAreDecimalWithThreeDigits(long bytes, String text) {
        assertThat(format.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"17.274,17.3", "8.28,8.28", "0.992,0.992", "0.0431,0.0431", "153.4,153", "9.999,10.0", "2039,'2,039'"})
    void millisecondsHaveThreeDigits(double ms, String text) {
        assertThat(format.ms(ms)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2.086,2.1× faster",
        "0.5,2.0× slower",
        "1.1,1.10× faster",
        "1.01,as fast",
        "0.9,1.11× slower",
        "12.4,12× faster"
    })
    void aRatioSaysItsDirection(double ratio, String text) {
        assertThat(format.faster(ratio)).isEqualTo(text);
    }

    @Test
    void sizesCompareInWords() {
        assertThat(format.smaller(3.947)).isEqualTo("3.9× smaller");
        assertThat(format.smaller(1.0)).isEqualTo("same size");
        assertThat(format.smaller(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3,3 s", "59.6,1 min", "100,1 min 40 s", "120,2 min", "3700,1 h 1 min"})
    void durationsAreInWords(double seconds, String text) {
        assertThat(format.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-5,just now",
        "20,just now",
        "50,1 minute ago",
        "150,3 minutes ago",
        "5400,2 hours ago",
        "90000,1 day ago",
        "8640000,3 months ago"
    })
    void agesAreInWords(long seconds, String text) {
        assertThat(Format.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void plainNumbersDropNeedlessZeros() {
        assertThat(format.plain(20.0)).isEqualTo("20");
        assertThat(format.plain(0.98)).isEqualTo("0.98");
        assertThat(format.plain(100)).isEqualTo("100");
        assertThat(format.percent(0.947)).isEqualTo("94.7 %");
        assertThat(format.plain(null)).isEqualTo("–");
    }

    @Test
    void theAnswerIsTheFirstSentence() {
        assertThat(Format.firstSentence("int8 meets 20 ms at 0.98 (n = 64). Hailo-8, 2.5 W, is not tested."))
                .containsExactly("int8 meets 20 ms at 0.98 (n = 64).", "Hailo-8, 2.5 W, is not tested.");
        assertThat(Format.firstSentence("Only one sentence.")).containsExactly("Only one sentence.", "");
    }

    @Test
    void statesAreWordsWithATone() {
        assertThat(format.words("NOT_COMPARABLE")).isEqualTo("not comparable");
        assertThat(format.tone("SUSPECT")).isEqualTo("warn");
        assertThat(format.tone(null)).isEmpty();
        assertThat(format.plural(1, "run")).isEqualTo("1 run");
        assertThat(format.plural(1200, "run")).isEqualTo("1,200 runs");
    }

    @Test
    void listsAreWordsInARow() {
        assertThat(format.join(List.of("avx2", "avx512f"))).isEqualTo("avx2, avx512f");
        assertThat(format.join(List.of("one"))).isEqualTo("one");
        assertThat(format.join(List.of())).isEmpty();
        assertThat(format.join(null)).isEmpty();
    }

    @Test
    void cancellingHasOneSpelling() {
        assertThat(format.words("CANCELED")).isEqualTo("cancelled");
        assertThat(format.words("CANCELING")).isEqualTo("cancelling");
    }

    @Test
    void aSmallShareIsNotNothing() {
        assertThat(format.percent(0.00004)).isEqualTo("< 0.1 %");
        assertThat(format.percent(0)).isEqualTo("0 %");
        assertThat(format.percent(0.001)).isEqualTo("0.1 %");
    }

    @Test
    void figuresForProgramsAreShortAndPlain() {
        Format format = new Format();
        assertThat(format.exact(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(format.exact(12345.678912)).isEqualTo("12345.7");
        assertThat(format.exact(1.5e-7)).isEqualTo("0.00000015");
        assertThat(format.exact(null)).isEmpty();
    }

    @Test
    void aColumnKeepsThreeDigitsOfItsSmallestFigure() {
        assertThat(RunRow.decimals(123)).isZero();
        assertThat(RunRow.decimals(12.3)).isEqualTo(1);
        assertThat(RunRow.decimals(1.23)).isEqualTo(2);
        assertThat(RunRow.decimals(0.123)).isEqualTo(3);
        assertThat(RunRow.decimals(0.00312)).isEqualTo(5);
        assertThat(RunRow.decimals(0)).isEqualTo(6);
    }
}
