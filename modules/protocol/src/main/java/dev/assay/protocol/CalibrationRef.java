package dev.assay.protocol;

/**
 * Inputs that a scheme looks at before the model is rewritten.
 *
 * @param dataset  where the inputs come from
 * @param examples how many of them are used at most
 * @param seed     seed of the draw, without replacement; the indices drawn are stored with the result
 */
public record CalibrationRef(DatasetRef dataset, int examples, long seed) {}
