package dev.assay.protocol;

/** A content-addressed file. */
public record ArtifactRef(String sha256, long bytes) {}
