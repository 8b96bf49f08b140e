package dev.assay.portal.experiments;

import java.nio.file.Path;

/** The model as a run measured it, kept as a file: {@code fileName} is a safe name to offer to whoever downloads it. */
public record StoredModel(String sha256, Path file, long bytes, String fileName) {}
