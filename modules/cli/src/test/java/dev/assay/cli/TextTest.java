package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.00 kB", "999499,999 kB", "999500,1.00 MB", "90387606,90.4 MB"})
    void bytesHaveThreeDigits(long bytes, String text) {
        assertThat(Text.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void numbersDoNotFollowTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Text.digits(1.5)).isEqualTo("1.50");
            assertThat(Text.count(22_713_728)).isEqualTo("22.7 M");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void controlCharactersOfAStrangersNameDoNotReachTheTerminal() {
        assertThat(Text.visible("a\u001b[31mb\r\nc\u202ed\0")).isEqualTo("a?[31mb??c?d?");
        assertThat(Text.visible("x".repeat(5000))).hasSizeLessThan(2100).endsWith("...");
    }

    @Test
    void columnsAreAligned() {
        assertThat(Text.table(List.of(List.of("A", "B"), List.of("long", "1")))).containsExactly("A     B", "long  1");
    }
}
