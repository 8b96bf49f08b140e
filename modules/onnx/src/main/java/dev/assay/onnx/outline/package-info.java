/** What a graph looks like without its weights: which node feeds which, what each weighs, and where to draw it. */
@NullMarked
package dev.assay.onnx.outline;

import org.jspecify.annotations.NullMarked;
