/** Reads what ONNX Runtime says about a session: the graph it made of a model, and where the time goes. */
@NullMarked
package dev.assay.worker.insight;

import org.jspecify.annotations.NullMarked;
