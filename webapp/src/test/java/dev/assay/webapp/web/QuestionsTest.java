package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {
    @ParameterizedTest
    @CsvSource({
        "onDevice,yes,true",
        "onDevice,No,false",
        "offline,TRUE,true",
        "onDevice,perhaps,perhaps",
        "cuda,no,no",
        "sloMs,20,20"
    })
    void anAnswerWrittenByHandSelectsTheButton(String field, String given, String held) {
        assertThat(Questions.answer(field, given)).isEqualTo(held);
        assertThat(ExperimentForm.of(Map.of(field, new String[] {given})).value(field))
                .isEqualTo(held);
    }
}
