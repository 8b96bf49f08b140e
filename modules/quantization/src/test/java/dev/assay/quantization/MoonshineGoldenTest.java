package dev.assay.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.EachTensor;
import dev.assay.onnx.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The speech model, whose decoder is one {@code If}; {@code src/test/oracle/fetch-moonshine.sh} fetches it. */
@Tag("long")
class MoonshineGoldenTest {
    private static final Path FETCHED = Path.of("target", "fetched");

    @ParameterizedTest
    @ValueSource(strings = {"encoder", "decoder"})
    void everyWeightIsThatOfTheIndependentScript(String part) throws Exception {
        DynamicGolden.compare(model("moonshine-float", part), "moonshine-" + part);
    }

    /** The reference wrote unsigned weights with one scale for each matrix; our loops are asked for the same. */
    @ParameterizedTest
    @ValueSource(strings = {"encoder", "decoder"})
    void theReferenceQuantizerRoundedTheSame(String part) throws Exception {
        Map<String, List<TensorProto>> rounded = new HashMap<>();
        EachTensor.change(model("moonshine-int8", part).proto(), tensor -> {
            rounded.computeIfAbsent(tensor.getName(), name -> new ArrayList<>()).add(tensor);
            return tensor;
        });
        Set<String> products = new HashSet<>();
        weights(model("moonshine-int8", part).proto().getGraph(), products);
        assertThat(products).hasSizeGreaterThan(30);
        Set<String> expected = new HashSet<>();
        for (String product : products) {
            for (TensorProto tensor : rounded.getOrDefault(product, List.of())) {
                assertThat(tensor.getDataType()).isEqualTo(ElementType.UINT8.number());
                expected.add(DynamicGolden.sha256(tensor));
            }
        }
        Set<String> actual = new HashSet<>();
        EachTensor.change(model("moonshine-float", part).proto(), tensor -> {
            if (tensor.getDataType() == ElementType.FLOAT32.number() && tensor.getDimsCount() == 2) {
                try {
                    actual.add(DynamicGolden.sha256(
                            RoundedWeights.table(tensor, suffix -> suffix).values()));
                } catch (Exception e) {
                    throw new AssertionError(tensor.getName(), e);
                }
            }
            return tensor;
        });
        assertThat(actual).containsAll(expected);
    }

    private static void weights(GraphProto graph, Set<String> into) {
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("MatMulInteger")) {
                into.add(node.getInput(1));
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    weights(attribute.getG(), into);
                }
            }
        }
    }

    private static OnnxModel model(String folder, String part) throws Exception {
        Path file = FETCHED.resolve(folder)
                .resolve(part.equals("encoder") ? "encoder_model.onnx" : "decoder_model_merged.onnx");
        assumeThat(file)
                .as("the speech model is not here; fetch it with src/test/oracle/fetch-moonshine.sh")
                .exists();
        return OnnxModel.read(file);
    }
}
