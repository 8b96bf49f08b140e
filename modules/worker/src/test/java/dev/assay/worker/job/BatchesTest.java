package dev.assay.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import dev.assay.runtime.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static Tensor row(float first, float second) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, List.of(1L, 2L));
        tensor.data().putFloat(0, first).putFloat(4, second);
        return tensor;
    }

    private static TensorSpec spec(long... shape) {
        List<Long> sizes = LongStream.of(shape).boxed().toList();
        return new TensorSpec(
                "x", ElementType.FLOAT, sizes, sizes.stream().map(size -> "").toList());
    }

    @Test
    void samplesAreJoinedAlongTheFirstAxis() {
        List<Map<String, Tensor>> samples = List.of(Map.of("x", row(1, 2)), Map.of("x", row(3, 4)));
        List<Map<String, Tensor>> batches = Batches.of(samples, new int[][] {{1, 0, 1}, {0, 0, 0}});
        assertThat(batches).hasSize(2);
        assertThat(batches.get(0).get("x").shape()).containsExactly(3L, 2L);
        assertThat(batches.get(0).get("x").toFloats()).containsExactly(3, 4, 1, 2, 3, 4);
    }

    @Test
    void onlyAnOpenFirstAxisCanGrow() {
        assertThat(Batches.canGrow(List.of(spec(-1, 4)), List.of(spec(-1, 2)))).isTrue();
        assertThat(Batches.canGrow(List.of(spec(1, 4)), List.of(spec(-1, 2)))).isFalse();
        assertThat(Batches.canGrow(List.of(spec(-1, 4)), List.of(spec(2)))).isFalse();
        assertThat(Batches.canGrow(List.of(spec(-1, 4), spec()), List.of(spec(-1, 2))))
                .isFalse();
        assertThat(Batches.canGrow(List.of(), List.of(spec(-1)))).isFalse();
    }

    @Test
    void batchesThatWouldTakeTooMuchMemoryAreLeftOut() {
        Tensor large = Tensor.zeros(ElementType.FLOAT, List.of(1L, 6L << 20)); // 24 MiB
        List<Map<String, Tensor>> samples = List.of(Map.of("x", large));
        assertThat(Batches.of(samples, new int[][] {{0, 0}, {0, 0}})).hasSize(1);
        assertThat(Batches.of(samples, new int[][] {{0, 0, 0, 0}})).isEmpty();
    }
}
