package dev.assay.portal.queue;

import java.nio.file.Path;

/** A file that a job token opens. */
public record Artifact(String sha256, Path file, long bytes) {}
