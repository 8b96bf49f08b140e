/** Outliers of activations moved into the weights that meet them, so that eight bits suffice for both. */
@NullMarked
package dev.assay.quantization.smoothing;

import org.jspecify.annotations.NullMarked;
