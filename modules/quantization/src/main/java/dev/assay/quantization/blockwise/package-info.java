/**
 * Weights rounded to few bits in blocks that share a scale: the arithmetic and the layouts in memory, without graphs.
 *
 * <p>{@link dev.assay.quantization.blockwise.RoundToNearest} and {@link dev.assay.quantization.blockwise.ShrinkSearch}
 * choose scales from the weights alone, {@link dev.assay.quantization.blockwise.Gptq} also looks at what the layer is fed.
 * Sums run in one order whatever the number of threads, so results are the same to the last bit on every machine.
 */
@NullMarked
package dev.assay.quantization.blockwise;

import org.jspecify.annotations.NullMarked;
