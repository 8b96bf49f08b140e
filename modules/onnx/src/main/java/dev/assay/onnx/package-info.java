/**
 * Reads, checks, costs and edits ONNX graphs; nothing here runs a model.
 *
 * <p>{@link dev.assay.onnx.ModelGate} decides whether a file may be kept at all, {@link dev.assay.onnx.OnnxModel} holds
 * one that may, {@link dev.assay.onnx.ModelFacts} and {@link dev.assay.onnx.GraphCost} say what is in it.
 */
@NullMarked
package dev.assay.onnx;

import org.jspecify.annotations.NullMarked;
