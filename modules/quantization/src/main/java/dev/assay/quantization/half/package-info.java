/** Sixteen-bit numbers: how single precision is rounded to them, and back. Knows nothing of graphs. */
@NullMarked
package dev.assay.quantization.half;

import org.jspecify.annotations.NullMarked;
