package dev.assay.webapp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Refusal;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import jakarta.json.JsonValue;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentRequestTest {
    @Test
    void aSchemeMayBeGivenByItsName() {
        JsonValue written = Wire.read(
                "{\"model\":\"m\",\"schemes\":[\"fp32\",{\"name\":\"int8-dynamic\",\"options\":{\"a\":\"b\"}}]}",
                JsonValue.class);
        assertThat(Wire.fromJson(ExperimentRequest.complete(written), ExperimentRequest.class)
                        .schemes())
                .containsExactly(SchemeSpec.of("fp32"), new SchemeSpec("int8-dynamic", Map.of("a", "b")));
    }

    @Test
    void controlCharactersAreRefusedWhereverTheyStand() {
        for (String body : new String[] {"\"a\\u0000\"", "[1,[\"\\n\"]]", "{\"a\":{\"b\\u007f\":1}}"}) {
            assertThatThrownBy(() -> ControlCharacters.refuse(Wire.read(body, JsonValue.class)))
                    .isInstanceOf(Refusal.class);
        }
        ControlCharacters.refuse(Wire.read("{\"a\":[\"caf\u00e9\",1,null,true]}", JsonValue.class));
    }
}
