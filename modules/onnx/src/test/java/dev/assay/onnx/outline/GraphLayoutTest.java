package dev.assay.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GraphLayoutTest {
    @Test
    void aLayerIsTheLongestPath() {
        GraphLayout layout = GraphLayout.of(List.of(List.of(), List.of(0), List.of(1), List.of(0, 2)));
        assertThat(layout.layer()).containsExactly(0, 1, 2, 3);
        assertThat(layout.width()).isEqualTo(1);
        assertThat(layout.layers()).isEqualTo(4);
    }

    @Test
    void columnsFollowWhatIsBefore() {
        // 2 hangs on the right root and 3 on the left one, so 3 is drawn left of 2.
        GraphLayout layout = GraphLayout.of(List.of(List.of(), List.of(), List.of(1), List.of(0)));
        assertThat(layout.column()).containsExactly(0, 1, 1, 0);
        assertThat(layout.width()).isEqualTo(2);
    }

    @Test
    void noTwoNodesShareAPlace() {
        SplittableRandom random = new SplittableRandom(5);
        List<List<Integer>> before = new ArrayList<>();
        for (int node = 0; node < 500; node++) {
            TreeSet<Integer> after = new TreeSet<>();
            for (int i = 0; node > 0 && i < random.nextInt(4); i++) {
                after.add(random.nextInt(node));
            }
            before.add(List.copyOf(after));
        }
        GraphLayout layout = GraphLayout.of(before);
        TreeSet<String> places = new TreeSet<>();
        for (int node = 0; node < 500; node++) {
            places.add(layout.layer().get(node) + " " + layout.column().get(node));
            for (int other : before.get(node)) {
                assertThat(layout.layer().get(other)).isLessThan(layout.layer().get(node));
            }
        }
        assertThat(places).hasSize(500);
        assertThat(GraphLayout.of(before)).isEqualTo(layout);
    }

    @Test
    void aCycleHasNoLayers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GraphLayout.of(List.of(List.of(1), List.of(0))))
                .withMessageContaining("cycle");
    }

    @Test
    void nothingIsDrawnOfNothing() {
        assertThat(GraphLayout.of(List.of())).isEqualTo(new GraphLayout(List.of(), List.of(), 0, 0));
    }
}
