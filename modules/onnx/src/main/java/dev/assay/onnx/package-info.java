/** Reads, checks, costs and edits ONNX graphs; nothing here runs a model. */
@NullMarked
package dev.assay.onnx;

import org.jspecify.annotations.NullMarked;
