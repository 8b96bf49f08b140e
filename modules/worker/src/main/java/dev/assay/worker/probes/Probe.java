package dev.assay.worker.probes;

import dev.assay.onnx.OnnxModel;
import java.util.List;
import java.util.function.Supplier;

/**
 * One network in one precision.
 *
 * @param name   unique among the probes, such as {@code encoder-128:int8-dynamic}
 * @param family networks of one make, such as {@code encoder}
 * @param scheme what is done to the network
 * @param shape  of the one input, called {@code x}
 * @param network the network before that; made when it is asked for, because one of them is large
 */
public record Probe(String name, String family, String scheme, List<Long> shape, Supplier<OnnxModel> network) {}
