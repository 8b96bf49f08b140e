/** Looks for the best scheme of a model: what to try, in which order, and which of what was measured is chosen. */
@NullMarked
package dev.assay.quantization.search;

import org.jspecify.annotations.NullMarked;
