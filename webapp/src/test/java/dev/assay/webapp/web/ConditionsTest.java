package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    @Test
    void aSchemeIsWrittenWithWhatIsNotUsualAboutIt() throws UnknownScheme {
        Scheme.Int8Dynamic d = Scheme.Int8Dynamic.DEFAULT;
        assertThat(Conditions.written(new SchemeSpec(d.name(), d.options()))).isEqualTo("int8-dynamic");
        Scheme narrow = new Scheme.Int8Dynamic(true, true, true, 0, List.of("/a/MatMul", "b c"));
        assertThat(Conditions.written(new SchemeSpec(narrow.name(), narrow.options())))
                .isEqualTo("'int8-dynamic:exclude=/a/MatMul:exclude=b c:reduceRange=true'");
        assertThat(Conditions.written(new SchemeSpec("auto", Map.of("goal", "smallest"))))
                .isEqualTo("auto:goal=smallest");
    }
}
