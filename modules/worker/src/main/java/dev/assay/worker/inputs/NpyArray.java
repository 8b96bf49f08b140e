package dev.assay.worker.inputs;

import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One array of a NumPy file: C order, little endian.
 *
 * @param data elements from position 0 to the limit
 */
public record NpyArray(ElementType type, List<Long> shape, ByteBuffer data) {
    public NpyArray {
        shape = List.copyOf(shape);
        if (data.limit() != Tensor.byteSize(type, shape)) {
            throw new IllegalArgumentException(
                    "An array of shape " + shape + " does not have " + data.limit() + " bytes");
        }
    }
}
