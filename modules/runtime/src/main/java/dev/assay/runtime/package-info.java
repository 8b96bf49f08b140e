/** The one place that talks to ONNX Runtime. */
@NullMarked
package dev.assay.runtime;

import org.jspecify.annotations.NullMarked;
