package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.onnx.TensorInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeArgumentsTest {
    private static final List<TensorInfo> INPUTS = List.of(
            new TensorInfo("ids", "int64", List.of("batch", "sequence")),
            new TensorInfo("scale", "float32", List.of("1", "?")));

    private static ShapeArguments parse(Map<String, String> written) throws BadInput {
        return ShapeArguments.parse(written, Map.of("batch", 1L), INPUTS);
    }

    @Test
    void inputsTakeShapesAndDimensionsTakeSizes() throws BadInput {
        assertThat(parse(Map.of("ids", "2x64", "sequence", "32", "scale", "7")))
                .isEqualTo(new ShapeArguments(
                        Map.of("batch", 1L, "sequence", 32L), Map.of("ids", List.of(2L, 64L), "scale", List.of(7L))));
        assertThat(parse(Map.of("batch", "4")).dimensions()).containsEntry("batch", 4L);
    }

    @Test
    void anUnknownNameIsRefusedWithTheInputs() {
        assertThatThrownBy(() -> parse(Map.of("foo", "1x2")))
                .isInstanceOf(BadInput.class)
                .hasMessage("--shape foo=1x2 names no input of this model; its inputs are ids [batch x sequence],"
                        + " scale [1 x ?].");
        assertThatThrownBy(() -> parse(Map.of("sequence", "1x2"))).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> parse(Map.of("ids", "1xa"))).hasMessageContaining("is not a shape");
    }
}
