/**
 * Static eight-bit graphs: pairs of {@code QuantizeLinear} and {@code DequantizeLinear} around what is to be computed in
 * integers, with ranges that were fixed in advance.
 *
 * <p>{@code StaticPlan} decides which nodes and tensors take part, {@code QdqRewrite} writes the graph,
 * {@code WeightRounding} and {@code BiasRounding} hold the arithmetic. The entrance is
 * {@link dev.assay.quantization.qdq.StaticQuantization}.
 */
@NullMarked
package dev.assay.quantization.qdq;

import org.jspecify.annotations.NullMarked;
