package dev.assay.portal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureSentencesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "REJECTED",
                "OOM",
                "TIMEOUT",
                "CRASH",
                "MESSAGE",
                "OUTPUT",
                "DISK",
                "NETWORK",
                "SANDBOX",
                "DEVICE_LOST",
                "INTERNAL",
                "POISON",
                "EXPIRED"
            })
    void everyCodeNamesTheDeviceAndWhatIsNotLost(String code) {
        for (FailureClass failureClass : FailureClass.values()) {
            String sentence = FailureSentences.of(failureClass, code, "board 7", "");
            assertThat(sentence).contains("board 7").doesNotContain("%").endsWith(".");
            assertThat(sentence)
                    .containsAnyOf("not affected", "Nothing that was measured is lost", "other waiting runs");
        }
    }

    @Test
    void whatTheDeviceSaysIsQuotedOnOneLine() {
        assertThat(FailureSentences.of(
                        FailureClass.MODEL, "MESSAGE", "board", "bad\nshape\u001b[31m\u202e " + "x".repeat(900)))
                .contains("It said: \"bad shape [31m x")
                .doesNotContain("\n")
                .hasSizeLessThan(700);
    }
}
