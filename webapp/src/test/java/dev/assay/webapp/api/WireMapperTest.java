package dev.assay.webapp.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireMapperTest {
    @ParameterizedTest
    @CsvSource({
        "ExperimentRequest.workload.tier is missing, The member workload.tier is missing. Nothing was changed.",
        "ExperimentRequest.schemes[0] has the wrong form: 3, The member schemes[0] has the wrong form: 3. Nothing was changed.",
        "ExperimentRequest is missing, The document is missing. Nothing was changed.",
        "ExperimentRequest has the wrong form: [], The document has the wrong form: []. Nothing was changed.",
        "Not JSON: Unexpected char 60, Not JSON: Unexpected char 60. Nothing was changed."
    })
    void placesAreThoseOfTheDocument(String message, String sentence) {
        assertThat(WireMapper.sentence(message)).isEqualTo(sentence);
    }
}
