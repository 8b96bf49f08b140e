package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void aSchemeMayBeLeftToBeFound() throws BadInput {
        assertThat(SchemeArguments.specs("fp32,auto:goal=smallest:minFidelity=0.98"))
                .extracting(SchemeSpec::name, spec -> spec.options().get("goal"))
                .containsExactly(tuple("fp32", null), tuple("auto", "smallest"));
        assertThat(SchemeArguments.specOf("auto").options()).containsEntry("minFidelity", "0.99");
        for (String wrong : new String[] {"auto,auto", "auto:goal=prettiest", "automatic"}) {
            assertThatThrownBy(() -> SchemeArguments.specs(wrong)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void aDatasetIsToldByItsEnding(@TempDir Path directory) throws Exception {
        assertThat(DatasetArgument.format(Path.of("a.NPZ"))).isEqualTo("npz");
        assertThat(DatasetArgument.format(Path.of("b.txt"))).isEqualTo("text");
        for (String entry : new String[] {"x.npy", "x.png"}) {
            Path file = directory.resolve(entry + ".zip");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                zip.putNextEntry(new ZipEntry(entry));
            }
            assertThat(DatasetArgument.format(file)).isEqualTo(entry.equals("x.npy") ? "npy-zip" : "images-zip");
        }
        assertThatThrownBy(() -> DatasetArgument.format(Path.of("c.parquet"))).isInstanceOf(BadInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "int9", "fp32,fp32", "int8-dynamic:reduceRange", "int8-dynamic:x=1", "fp32,"})
    void whatIsNoSchemeIsRefusedWithASentence(String argument) {
        assertThatThrownBy(() -> SchemeArguments.parse(argument))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith(".");
    }
}
