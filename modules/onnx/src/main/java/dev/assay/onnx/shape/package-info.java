/** Shapes of every value of a graph for given input dimensions, with folding of the arithmetic that computes shapes. */
@NullMarked
package dev.assay.onnx.shape;

import org.jspecify.annotations.NullMarked;
