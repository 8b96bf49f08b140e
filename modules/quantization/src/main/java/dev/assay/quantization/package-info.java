/**
 * A scheme applied to a graph, and the measures of what it cost in fidelity.
 *
 * <p>{@link dev.assay.quantization.Scheme} names what to do, {@link dev.assay.quantization.Quantizer} does it,
 * {@link dev.assay.quantization.QuantizationReport} says what was and was not done,
 * {@link dev.assay.quantization.FidelityMeter} compares outputs afterwards, {@link dev.assay.quantization.LayerWalk} what
 * every rewritten node gives.
 */
@NullMarked
package dev.assay.quantization;

import org.jspecify.annotations.NullMarked;
