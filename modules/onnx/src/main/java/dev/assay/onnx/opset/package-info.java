/** Raises the operator-set version of a model without changing what it computes. */
@NullMarked
package dev.assay.onnx.opset;

import org.jspecify.annotations.NullMarked;
