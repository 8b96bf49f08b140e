/**
 * Quantization for learners: weights on a grid of few bits with everything that can be seen of it, and a product of integers
 * step by step. The rounding is that of the product, {@code dev.assay.quantization.Affine}.
 */
@NullMarked
package dev.assay.learning.grid;

import org.jspecify.annotations.NullMarked;
