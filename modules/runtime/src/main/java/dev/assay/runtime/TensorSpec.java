package dev.assay.runtime;

import java.util.List;

/**
 * What a model declares about an input or an output.
 *
 * @param shape      sizes of the axes; -1 where the model leaves them open
 * @param dimensions names of the open axes at the same positions, empty where there is none
 */
public record TensorSpec(String name, ElementType type, List<Long> shape, List<String> dimensions) {}
