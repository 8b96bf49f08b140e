/** What a runtime executes for a graph: the kernels that are left after constants, fusion and quantization, with their work. */
@NullMarked
package dev.assay.onnx.kernels;

import org.jspecify.annotations.NullMarked;
