package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.OnnxModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bit equality with an independent script, of a CNN and of a model whose weights lie in bodies. */
class DynamicGoldenTest {
    @Test
    void onlyTheDenseLayersOfTheCnnAreRounded() throws Exception {
        OnnxModel cnn = OnnxModel.read(Path.of("..", "content", "src", "main", "zoo", "fashion-cnn.onnx"));
        QuantizationReport report = DynamicGolden.compare(cnn, "fashion-cnn");
        assertThat(report.quantized()).isEqualTo(2);
        assertThat(report.skipped()).extracting(QuantizationReport.Skipped::op).containsOnly("Conv");
    }

    @Test
    void weightsInBodiesAreRoundedWhereTheyLie() throws Exception {
        OnnxModel nested = Graphs.model(Graphs.nested());
        nested.write(Files.createDirectories(Path.of("target")).resolve("nested.onnx")); // what the script reads
        QuantizationReport report = DynamicGolden.compare(nested, "nested");
        assertThat(report.layers())
                .extracting(QuantizationReport.Layer::op)
                .isEqualTo(List.of("MatMul", "MatMul", "Gemm", "Gather", "MatMul", "MatMul"));
    }
}
