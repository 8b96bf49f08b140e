package dev.assay.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttentionMaskTest {
    private static final AttentionMask MASK =
            AttentionMask.of(Map.of("attention_mask", longs(List.of(2L, 3L), 1, 1, 0, 1, 0, 0)));

    @Test
    void valuesAtPaddedPositionsAreLeftOut() {
        assertThat(MASK.attended(floats(List.of(2L, 3L, 2L), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
                .containsExactly(1, 2, 3, 4, 7, 8);
    }

    @Test
    void anOutputWithoutPositionsIsKeptWhole() {
        assertThat(MASK.attended(floats(List.of(2L, 3L), 1, 2, 3, 4, 5, 6))).hasSize(6);
        assertThat(MASK.attended(floats(List.of(1L, 3L, 1L), 1, 2, 3))).hasSize(3);
    }

    @Test
    void withoutAMaskEveryPositionCounts() {
        AttentionMask none = AttentionMask.of(Map.of("x", longs(List.of(1L), 1)));
        assertThat(none.attended(floats(List.of(1L, 2L, 1L), 1, 2))).containsExactly(1, 2);
        assertThat(none.attends(0, 1, 2)).isTrue();
    }

    private static Tensor floats(List<Long> shape, float... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        data.asFloatBuffer().put(values);
        return new Tensor(ElementType.FLOAT, shape, data);
    }

    private static Tensor longs(List<Long> shape, long... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
        data.asLongBuffer().put(values);
        return new Tensor(ElementType.INT64, shape, data);
    }
}
