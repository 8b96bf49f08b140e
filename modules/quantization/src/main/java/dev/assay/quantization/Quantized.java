package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;

/** A rewritten model and what was done to it. */
public record Quantized(OnnxModel model, QuantizationReport report) {}
