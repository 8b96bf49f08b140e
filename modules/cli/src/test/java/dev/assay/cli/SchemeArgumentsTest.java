package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.quantization.Scheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemeArgumentsTest {
    @Test
    void aListKeepsItsOrder() throws BadInput {
        assertThat(SchemeArguments.parse("int8-dynamic,fp32"))
                .containsExactly(Scheme.Int8Dynamic.DEFAULT, new Scheme.Fp32());
    }

    @Test
    void optionsFollowTheNameAndARepeatedOneIsAList() throws BadInput {
        assertThat(SchemeArguments.parseOne("int8-dynamic:reduceRange=true:exclude=/a/MatMul:exclude=/b/MatMul"))
                .isEqualTo(new Scheme.Int8Dynamic(true, true, true, 0, List.of("/a/MatMul", "/b/MatMul")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "int9", "fp32,fp32", "int8-dynamic:reduceRange", "int8-dynamic:x=1", "fp32,"})
    void whatIsNoSchemeIsRefusedWithASentence(String argument) {
        assertThatThrownBy(() -> SchemeArguments.parse(argument))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith(".");
    }
}
