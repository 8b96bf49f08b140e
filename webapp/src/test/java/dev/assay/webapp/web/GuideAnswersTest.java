package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.DecisionInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuideAnswersTest {
    @Test
    void oneBadAnswerDoesNotHideTheOthers() {
        GuideAnswers answers = answers("onDevice=yes&sloMs=5 W&powerWatts=20&cuda=perhaps");
        assertThat(answers.input().onDevice()).isTrue();
        assertThat(answers.input().powerWatts()).isEqualTo(20.0);
        assertThat(answers.input().sloMs()).isNull();
        assertThat(answers.problems()).hasSize(2).allMatch(one -> one.sentence().endsWith("does without it."));
        assertThat(answers.problems())
                .anyMatch(one -> one.field().equals("sloMs") && one.sentence().contains("\u201cLatency limit\u201d"));
        assertThat(answers.given()).containsEntry("sloMs", "5 W").containsEntry("onDevice", "true");
    }

    @Test
    void aWordThatIsNoQuestionIsSaidToBeLeftOut() {
        GuideAnswers answers = answers("colour=red&onDevice=yes&title=x&jakarta.faces.ViewState=y");
        assertThat(answers.problems()).singleElement().satisfies(one -> {
            assertThat(one.field()).isEmpty();
            assertThat(one.sentence()).contains("'colour'");
        });
        assertThat(answers.query()).isEqualTo("onDevice=true");
    }

    @Test
    void answersThatContradictEachOtherLeaveTheRest() {
        GuideAnswers placed = answers("onDevice=yes&placement=cloud&task=llm");
        assertThat(placed.problems()).isNotEmpty();
        assertThat(placed.input().task()).isEqualTo(DecisionInput.Task.LLM);
        GuideAnswers battery = answers("batteryWattHours=50&task=vision");
        assertThat(battery.problems()).isNotEmpty();
        assertThat(battery.input().batteryWattHours()).isNull();
        assertThat(battery.input().task()).isEqualTo(DecisionInput.Task.VISION);
        GuideAnswers context = answers("contextTokens=4k&task=llm");
        assertThat(context.input().contextTokens()).isNull();
        assertThat(context.input().task()).isEqualTo(DecisionInput.Task.LLM);
    }

    @Test
    void everyAnswerHasAFieldOfTheFormOrTravelsWithIt() {
        assertThat(DecisionInput.fields()).containsAll(Questions.FIELDS);
        assertThat(Questions.FIELDS).doesNotContain("scheme", "model");
        for (String field : DecisionInput.fields()) {
            if (!field.equals("model")) {
                assertThat(Questions.label(field)).as(field).isNotEqualTo(field);
            }
        }
    }

    private static GuideAnswers answers(String query) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            parameters.put(pair[0], new String[] {pair[1]});
        }
        return GuideAnswers.of(parameters);
    }
}
