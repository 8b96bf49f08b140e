package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quantization.Scheme;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemeControlsTest {
    @Test
    void everySchemeHasACardAndEveryOptionAControlWithWords() throws Exception {
        for (Scheme scheme : Scheme.all()) {
            SchemeControls.Card card = SchemeControls.card(scheme.name()).orElseThrow();
            assertThat(card.controls())
                    .extracting(SchemeControls.Control::option)
                    .containsExactlyInAnyOrderElementsOf(scheme.options().keySet());
            assertThat(card.controls())
                    .allSatisfy(control -> assertThat(control.label()).isNotEqualTo(control.option()));
        }
    }

    @Test
    void everyChoiceIsOneThatTheSchemeTakesAndTheDefaultIsAmongThem() throws Exception {
        for (Scheme scheme : Scheme.all()) {
            for (SchemeControls.Control control :
                    SchemeControls.card(scheme.name()).orElseThrow().controls()) {
                for (Questions.Option choice : control.choices()) {
                    Scheme.parse(scheme.name(), Map.of(control.option(), choice.value()));
                }
                if (!control.choices().isEmpty()) {
                    assertThat(control.choices())
                            .extracting(Questions.Option::value)
                            .contains(control.initial());
                }
            }
        }
    }
}
