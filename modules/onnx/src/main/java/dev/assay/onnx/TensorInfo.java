package dev.assay.onnx;

import java.util.List;

/**
 * An input or output of a model.
 *
 * @param name  as in the file
 * @param type  {@code float32}, {@code int64}, {@code string}, ...; {@code seq(..)}, {@code map(..)} or {@code optional(..)}
 *              where it is not a tensor
 * @param shape one entry per dimension: a number, the name of a dynamic dimension, or {@code ?} for one without a name;
 *              empty for a scalar and where the file declares no shape
 */
public record TensorInfo(String name, String type, List<String> shape) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }
}
