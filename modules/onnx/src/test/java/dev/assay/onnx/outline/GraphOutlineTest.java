package dev.assay.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import org.junit.jupiter.api.Test;

class GraphOutlineTest {
    @Test
    void linksNodesAndWeighsTheirConstants() {
        GraphOutline outline = Nodes.outline(
                Nodes.node("mm", "MatMul", "y", "x", "w"),
                Nodes.node("", "Relu", "z", "y"),
                Nodes.node("fused", "com.microsoft.FusedMatMul", "q", "z", "w"));
        assertThat(outline.nodes()).extracting(GraphOutline.Node::name).containsExactly("mm", "z", "fused");
        assertThat(outline.nodes()).extracting(GraphOutline.Node::named).containsExactly(true, false, true);
        assertThat(outline.nodes().get(0).weightBytes()).isEqualTo(4 * 8 * 4);
        assertThat(outline.nodes().get(1).after()).containsExactly(0);
        assertThat(outline.nodes().get(2).op()).isEqualTo("com.microsoft.FusedMatMul");
        assertThat(outline.constantBytes()).isEqualTo(128);
        assertThat(outline.tableBytes()).isZero();
    }

    @Test
    void aTableThatTwoNodesReadCountsOnce() {
        GraphOutline outline =
                Nodes.outline(Nodes.node("a", "Gather", "y", "w", "x"), Nodes.node("b", "Gather", "z", "w", "x"));
        assertThat(outline.tableBytes()).isEqualTo(128);
    }

    @Test
    void linksNodesThatAreOutOfOrder() {
        GraphOutline outline =
                Nodes.outline(Nodes.node("late", "Relu", "z", "y"), Nodes.node("early", "Relu", "y", "x"));
        assertThat(outline.nodes().get(0).after()).containsExactly(1);
    }

    @Test
    void laysBodiesOpenAndKeepsBranchesApart() {
        GraphProto then = branch("Relu");
        GraphProto otherwise = branch("Neg");
        NodeProto choice = Nodes.node("if", "If", "z", "flag").toBuilder()
                .addAttribute(Nodes.body("then_branch", then))
                .addAttribute(Nodes.body("else_branch", otherwise))
                .build();
        GraphOutline outline = Nodes.outline(Nodes.node("mm", "MatMul", "y", "x", "w"), choice);
        assertThat(outline.nodes()).extracting(GraphOutline.Node::op).containsExactly("MatMul", "Relu", "Neg", "If");
        assertThat(outline.nodes().get(1).after()).containsExactly(0);
        assertThat(outline.nodes().get(2).after()).containsExactly(0);
        assertThat(outline.nodes().get(3).after()).containsExactly(1, 2);
        assertThat(outline.nodes().get(1).outputs())
                .isNotEqualTo(outline.nodes().get(2).outputs());
    }

    @Test
    void theInputsOfALoopBodyAreThoseOfTheLoop() {
        GraphProto body = GraphProto.newBuilder()
                .addInput(ValueInfoProto.newBuilder().setName("i"))
                .addInput(ValueInfoProto.newBuilder().setName("go"))
                .addInput(ValueInfoProto.newBuilder().setName("carried"))
                .addNode(Nodes.node("step", "Relu", "next", "carried"))
                .addOutput(ValueInfoProto.newBuilder().setName("go"))
                .addOutput(ValueInfoProto.newBuilder().setName("next"))
                .build();
        NodeProto loop = Nodes.node("loop", "Loop", "z", "", "", "y").toBuilder()
                .addAttribute(Nodes.body("body", body))
                .build();
        GraphOutline outline = Nodes.outline(Nodes.node("mm", "MatMul", "y", "x", "w"), loop);
        assertThat(outline.nodes().get(1).after()).containsExactly(0);
        assertThat(outline.nodes().get(2).after()).containsExactly(0, 1);
    }

    private static GraphProto branch(String op) {
        return GraphProto.newBuilder()
                .addNode(Nodes.node("", op, "same", "y"))
                .addOutput(ValueInfoProto.newBuilder().setName("same"))
                .build();
    }
}
