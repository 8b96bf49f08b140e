package dev.assay.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphJoinTest {
    private static List<String> sources(GraphJoin join, GraphOutline before, GraphOutline after, String node) {
        return after.nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .flatMap(found -> join.links().get(found.id()).sources().stream())
                .map(id -> before.nodes().get(id).name())
                .toList();
    }

    @Test
    void aFusedKernelStandsForWhatItSwallowed() {
        GraphOutline before = Nodes.outline(
                Nodes.node("mm", "MatMul", "a", "x", "w"),
                Nodes.node("div", "Div", "b", "a", "w"),
                Nodes.node("erf", "Erf", "c", "b"),
                Nodes.node("add", "Add", "d", "c", "w"),
                Nodes.node("mul", "Mul", "e", "a", "d"),
                Nodes.node("last", "Relu", "f", "e"));
        GraphOutline after = Nodes.outline(
                Nodes.node("mm", "MatMul", "a", "x", "w"),
                Nodes.node("Gelu", "com.microsoft.Gelu", "e", "a"),
                Nodes.node("last", "Relu", "f", "e"));
        GraphJoin join = GraphJoin.between(before, after);
        assertThat(sources(join, before, after, "mm")).containsExactly("mm");
        assertThat(sources(join, before, after, "Gelu")).containsExactly("div", "erf", "add", "mul");
        assertThat(sources(join, before, after, "last")).containsExactly("last");
        assertThat(join.links()).allMatch(GraphJoin.Link::direct);
    }

    @Test
    void aStepWithNewValuesServesWhatIsBehindIt() {
        GraphOutline before =
                Nodes.outline(Nodes.node("q", "MatMul", "a", "x", "w"), Nodes.node("k", "MatMul", "b", "x", "w"));
        GraphOutline after = Nodes.outline(
                Nodes.node("round", "DynamicQuantizeLinear", "x8", "x"),
                Nodes.node("anything", "com.microsoft.MatMulIntegerToFloat", "a", "x8", "w"),
                Nodes.node("other", "com.microsoft.MatMulIntegerToFloat", "b", "x8", "w"));
        GraphJoin join = GraphJoin.between(before, after);
        assertThat(sources(join, before, after, "round")).containsExactly("q", "k");
        assertThat(join.links().get(0).direct()).isFalse();
        assertThat(sources(join, before, after, "anything")).containsExactly("q");
    }

    @Test
    void aBlockedConvolutionIsFoundByTheValueInItsName() {
        GraphOutline before = Nodes.outline(
                Nodes.node("conv", "Conv", "a", "x", "w"),
                Nodes.node("relu", "Relu", "b", "a"),
                Nodes.node("conv2", "Conv", "c", "b", "w"));
        GraphOutline after = Nodes.outline(
                Nodes.node("b_nchwc", "com.microsoft.nchwc.Conv", "reorder_1", "x", "w"),
                Nodes.node("c_nchwc", "com.microsoft.nchwc.Conv", "reorder_2", "reorder_1", "w"),
                Nodes.node("out", "com.microsoft.nchwc.ReorderOutput", "c", "reorder_2"));
        GraphJoin join = GraphJoin.between(before, after);
        assertThat(sources(join, before, after, "b_nchwc")).containsExactly("conv", "relu");
        assertThat(sources(join, before, after, "c_nchwc")).containsExactly("conv2");
        assertThat(sources(join, before, after, "out")).containsExactly("conv2");
    }

    @Test
    void whatIsComputedFromConstantsAloneTakesNoTimeAndIsNoSource() {
        GraphOutline before =
                Nodes.outline(Nodes.node("fold", "Transpose", "wt", "w"), Nodes.node("mm", "MatMul", "a", "x", "wt"));
        GraphOutline after = Nodes.outline(Nodes.node("mm", "MatMul", "a", "x", "w"));
        GraphJoin join = GraphJoin.between(before, after);
        assertThat(sources(join, before, after, "mm")).containsExactly("mm");
    }

    @Test
    void joinsThroughTheRewrittenGraphOfAScheme() {
        GraphOutline original =
                Nodes.outline(Nodes.node("conv", "Conv", "y", "x", "w"), Nodes.node("conv2", "Conv", "z", "y", "w"));
        GraphOutline rewritten = Nodes.outline(
                Nodes.node("qx", "QuantizeLinear", "x8", "x"),
                Nodes.node("dqx", "DequantizeLinear", "xf", "x8"),
                Nodes.node("conv", "Conv", "y", "xf", "w"),
                Nodes.node("qy", "QuantizeLinear", "y8", "y"),
                Nodes.node("dqy", "DequantizeLinear", "yf", "y8"),
                Nodes.node("conv2", "Conv", "z", "yf", "w"));
        GraphOutline optimized = Nodes.outline(
                Nodes.node("qx", "QuantizeLinear", "x8", "x"),
                Nodes.node("fused", "QLinearConv", "y8", "x8", "w"),
                Nodes.node("dqy", "DequantizeLinear", "yf", "y8"),
                Nodes.node("conv2", "Conv", "z", "yf", "w"));
        GraphJoin join = GraphJoin.between(original, rewritten).then(GraphJoin.between(rewritten, optimized));
        assertThat(sources(join, original, optimized, "fused")).containsExactly("conv");
        assertThat(sources(join, original, optimized, "conv2")).containsExactly("conv2");
        assertThat(sources(join, original, optimized, "qx")).containsExactly("conv");
    }

    @Test
    void aNameIsTheLastResortAndNothingIsInvented() {
        GraphOutline before = Nodes.outline(Nodes.node("conv", "Conv", "y", "x", "w"));
        GraphOutline after = Nodes.outline(
                Nodes.node("conv_token_3", "Conv", "new", "x", "w"), Nodes.node("stranger", "Relu", "also", "x"));
        GraphJoin join = GraphJoin.between(before, after);
        assertThat(sources(join, before, after, "conv_token_3")).containsExactly("conv");
        assertThat(sources(join, before, after, "stranger")).isEmpty();
    }

    @Test
    void aGraphIsItself() {
        GraphOutline outline = Nodes.outline(Nodes.node("a", "Relu", "y", "x"), Nodes.node("b", "Relu", "z", "y"));
        assertThat(GraphJoin.between(outline, outline)).isEqualTo(GraphJoin.identity(outline));
    }
}
