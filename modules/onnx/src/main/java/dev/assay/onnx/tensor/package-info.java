/** Element types and the values of constant tensors, whichever of the fields of {@code TensorProto} holds them. */
@NullMarked
package dev.assay.onnx.tensor;

import org.jspecify.annotations.NullMarked;
