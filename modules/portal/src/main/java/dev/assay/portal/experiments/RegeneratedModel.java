package dev.assay.portal.experiments;

/** The model as a run measured it, made again from the original and the scheme, and checked against the run's hash. */
public record RegeneratedModel(String sha256, byte[] bytes, String fileName) {}
