package dev.assay.quantization;

import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.QuantizationReport.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerWalkTest {
    private static final long ROOMY = 1 << 20;
    private static final int EXAMPLES = 4;

    private final OnnxModel reference = model(Graphs.twoLayers());
    private final OnnxModel rewritten = model(Graphs.twoLayers().addNode(node("Identity", List.of("y"), List.of("z"))));
    private final Map<String, float[]> noise = new HashMap<>();
    private final List<List<String>> passes = new ArrayList<>();

    /** Four examples of a hundred elements 1 to 100, with noise in the rewritten model. */
    private final Activations activations = new Activations() {
        @Override
        public int examples() {
            return EXAMPLES;
        }

        @Override
        public void observe(OnnxModel model, List<String> tensors, Observer observer) {
            passes.add(tensors);
            float[] buffer = new float[100];
            for (String tensor : tensors) {
                for (int example = 0; example < EXAMPLES; example++) {
                    float[] added = noise.getOrDefault(tensor, new float[] {0});
                    for (int i = 0; i < buffer.length; i++) {
                        float wrong = model == reference ? 0 : added[(i + example) % added.length];
                        buffer[i] = i + 1 + wrong;
                    }
                    observer.tensor(example, tensor, List.of(100L), buffer);
                }
            }
        }
    };

    private static Layer layer(String node) {
        return new Layer(node, "MatMul", 1, null, 1);
    }

    private LayerWalk.Result walk(long budgetBytes, Layer... layers) throws Exception {
        QuantizationReport report =
                new QuantizationReport("s", Map.of(), layers.length, List.of(), Map.of(), List.of(layers), List.of());
        return LayerWalk.compare(reference, rewritten, report, activations, budgetBytes);
    }

    @Test
    void equalTensorsHaveNoNoise() throws Exception {
        LayerWalk.Result result = walk(ROOMY, layer("matmul_a"), layer("matmul_b"));
        assertThat(result.layers())
                .containsExactly(
                        new LayerWalk.Layer("matmul_a", "MatMul", null, null, 1.0, EXAMPLES),
                        new LayerWalk.Layer("matmul_b", "MatMul", null, null, 1.0, EXAMPLES));
        assertThat(result.firstBad()).isNull();
        assertThat(result.finding()).isEqualTo("No layer that was compared falls below 10 dB.");
    }

    @Test
    void theRatioIsThatOfSquares() throws Exception {
        noise.put("a", new float[] {1, -1});
        LayerWalk.Layer layer = walk(ROOMY, layer("matmul_a")).layers().get(0);
        assertThat(layer.outputSqnrDb()).isCloseTo(10 * Math.log10(338_350 / 100.0), within(1e-9));
        assertThat(layer.outputCosine()).isBetween(0.999, 1.0);
    }

    @Test
    void theFirstBadLayerIsTheOneThatMakesTheError() throws Exception {
        noise.put("a", new float[] {90, -90});
        noise.put("r", new float[] {90, -90});
        noise.put("b", new float[] {95, -95});
        LayerWalk.Result result = walk(ROOMY, layer("matmul_b"), layer("matmul_a"), layer("matmul_c"));
        assertThat(result.firstBad()).isEqualTo("matmul_a");
        assertThat(result.finding())
                .isEqualTo(
                        "The first bad layer is matmul_a (MatMul): what it reads is close to fp32, and its output has"
                                + " -3.8 dB of signal over noise, below 10 dB.");
        assertThat(result.layers())
                .extracting(LayerWalk.Layer::node)
                .containsExactly("matmul_b", "matmul_a", "matmul_c");
    }

    @Test
    void errorsThatWereMadeBeforeAreNobodysFault() throws Exception {
        noise.put("r", new float[] {90, -90});
        noise.put("b", new float[] {95, -95});
        LayerWalk.Result result = walk(ROOMY, layer("matmul_a"), layer("matmul_b"));
        assertThat(result.firstBad()).isNull();
        assertThat(result.finding())
                .isEqualTo("No single layer is bad: errors add up until matmul_b (MatMul) is the first below 10 dB.");
    }

    @Test
    void aSmallBudgetCostsRunsAndChangesNothing() throws Exception {
        noise.put("a", new float[] {1, -2, 3});
        noise.put("b", new float[] {0.5f, -0.25f});
        Layer[] layers = {layer("matmul_a"), layer("matmul_b"), layer("matmul_c")};
        LayerWalk.Result roomy = walk(ROOMY, layers);
        assertThat(passes).hasSize(2);
        passes.clear();
        // One tensor of all examples has 1600 bytes; five are looked at: x, a, r, b, c.
        assertThat(walk(1_700, layers)).isEqualTo(roomy);
        assertThat(passes).hasSize(10);
        passes.clear();
        assertThat(walk(3_300, layers)).isEqualTo(roomy);
        assertThat(passes).hasSize(6);
    }

    @Test
    void aTensorBeyondTheBudgetIsComparedOnFewerExamples() throws Exception {
        noise.put("a", new float[] {1, -1});
        LayerWalk.Result result = walk(900, layer("matmul_a"));
        assertThat(result.layers().get(0).examples()).isEqualTo(2);
        assertThat(walk(10, layer("matmul_a")).layers().get(0).examples())
                .as("one always fits")
                .isEqualTo(1);
    }

    @Test
    void whatTheRewrittenModelDoesNotHaveIsNotCompared() throws Exception {
        LayerWalk.Result result = LayerWalk.compare(
                reference,
                model(Graphs.gemm()),
                new QuantizationReport(
                        "s", Map.of(), 2, List.of(), Map.of(), List.of(layer("matmul_b"), layer("unknown")), List.of()),
                activations,
                ROOMY);
        assertThat(result.layers())
                .containsExactly(
                        new LayerWalk.Layer("matmul_b", "MatMul", null, null, null, 0),
                        new LayerWalk.Layer("unknown", "MatMul", null, null, null, 0));
    }

    @Test
    void anActivationThatWasReplacedStandsForItsInput() throws Exception {
        OnnxModel folded = model(Graphs.graph(
                node("MatMul", List.of("x", "W1"), List.of("float_a")),
                node("Cast", List.of("float_a"), List.of("r"))));
        noise.put("r", new float[] {1});
        QuantizationReport report =
                new QuantizationReport("s", Map.of(), 1, List.of(), Map.of(), List.of(layer("matmul_a")), List.of());
        LayerWalk.Result result = LayerWalk.compare(reference, folded, report, activations, ROOMY);
        assertThat(result.layers().get(0).outputSqnrDb()).isCloseTo(10 * Math.log10(338_350 / 100.0), within(1e-9));
    }

    @Test
    void valuesThatAreNoNumbersHaveNoFigures() throws Exception {
        noise.put("a", new float[] {Float.NaN});
        LayerWalk.Result result = walk(ROOMY, layer("matmul_a"));
        assertThat(result.layers())
                .containsExactly(new LayerWalk.Layer("matmul_a", "MatMul", null, null, null, EXAMPLES));
        assertThat(result.firstBad()).isEqualTo("matmul_a");
    }
}
