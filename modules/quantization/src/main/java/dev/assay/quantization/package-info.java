/** A scheme applied to a graph, and the measures of what it cost in fidelity. */
@NullMarked
package dev.assay.quantization;

import org.jspecify.annotations.NullMarked;
