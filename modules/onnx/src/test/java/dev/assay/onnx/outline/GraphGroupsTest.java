package dev.assay.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphGroupsTest {
    /** Five layers of four nodes in a chain. */
    private static GraphOutline chain(String pattern) {
        List<NodeProto> nodes = new ArrayList<>();
        String last = "x";
        for (int i = 0; i < 20; i++) {
            String out = "v" + i;
            nodes.add(Nodes.node(pattern.formatted(i / 4, i), "Relu", out, last));
            last = out;
        }
        return Nodes.outline(nodes.toArray(NodeProto[]::new));
    }

    @Test
    void aSmallGraphStaysWhole() {
        GraphGroups groups = GraphGroups.of(chain("/layer.%s/op%s"), 20);
        assertThat(groups.isWhole()).isTrue();
        assertThat(groups.groups()).hasSize(20);
    }

    @Test
    void aLargeOneIsDrawnByTheScopesOfItsNames() {
        GraphGroups groups = GraphGroups.of(chain("/layer.%s/op%s"), 19);
        assertThat(groups.isWhole()).isFalse();
        assertThat(groups.groups())
                .extracting(GraphGroups.Group::name)
                .containsExactly("/layer.0", "/layer.1", "/layer.2", "/layer.3", "/layer.4");
        assertThat(groups.groups().get(3).after()).containsExactly(2);
        assertThat(groups.groups())
                .allSatisfy(group -> assertThat(group.members()).hasSize(4));
    }

    @Test
    void neighboursAreMergedWhereNamesSayNothing() {
        GraphGroups groups = GraphGroups.of(chain("n%s_%s"), 7);
        assertThat(groups.groups()).hasSize(7);
        assertThat(groups.groups().get(0).name()).isEqualTo("n0_0 ... n0_2");
    }

    @Test
    void groupsAlwaysHaveLayersEvenWhenTheFileIsOutOfOrder() {
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 19; i >= 0; i--) {
            nodes.add(Nodes.node("/part." + i % 2 + "/op" + i, "Relu", "v" + i, i == 0 ? "x" : "v" + (i - 1)));
        }
        GraphGroups groups = GraphGroups.of(Nodes.outline(nodes.toArray(NodeProto[]::new)), 5);
        assertThat(groups.groups()).hasSize(5);
        GraphLayout layout = GraphLayout.of(
                groups.groups().stream().map(GraphGroups.Group::after).toList());
        assertThat(layout.layers()).isEqualTo(5);
    }
}
