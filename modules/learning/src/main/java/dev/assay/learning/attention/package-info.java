/**
 * Self-attention from the vectors of one head: scores, masks, weights, outputs; what a head looks at; what the layer loses
 * without it; and how two matrices of weights differ.
 */
@NullMarked
package dev.assay.learning.attention;

import org.jspecify.annotations.NullMarked;
