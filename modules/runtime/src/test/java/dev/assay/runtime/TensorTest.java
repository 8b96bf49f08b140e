package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void readsEveryTypeAsANumber() {
        Tensor floats = Tensor.zeros(ElementType.FLOAT, List.of(2L));
        floats.data().putFloat(4, 1.5f);
        assertThat(floats.toFloats()).containsExactly(0f, 1.5f);
        Tensor halves = Tensor.zeros(ElementType.FLOAT16, List.of(1L));
        halves.data().putShort(0, (short) 0x3E00);
        assertThat(halves.at(0)).isEqualTo(1.5);
        Tensor brains = Tensor.zeros(ElementType.BFLOAT16, List.of(1L));
        brains.data().putShort(0, (short) 0xBFC0);
        assertThat(brains.at(0)).isEqualTo(-1.5);
        Tensor bytes = Tensor.zeros(ElementType.UINT8, List.of(1L));
        bytes.data().put(0, (byte) 200);
        assertThat(bytes.at(0)).isEqualTo(200);
        Tensor signed = Tensor.zeros(ElementType.INT8, List.of(1L));
        signed.data().put(0, (byte) 200);
        assertThat(signed.at(0)).isEqualTo(-56);
        Tensor longs = Tensor.zeros(ElementType.INT64, List.of());
        longs.data().putLong(0, -7);
        assertThat(longs.at(0)).isEqualTo(-7);
        assertThat(longs.size()).isOne();
    }

    @Test
    void refusesABufferThatDoesNotFit() {
        assertThatThrownBy(() -> new Tensor(ElementType.FLOAT, List.of(2L, 2L), ByteBuffer.allocateDirect(12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> new Tensor(ElementType.INT8, List.of(4L), ByteBuffer.allocate(4)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.byteSize(ElementType.FLOAT, List.of(1L << 62, 8L)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Tensor.elements(List.of(-1L))).isInstanceOf(IllegalArgumentException.class);
    }
}
