package dev.assay.portal.models;

import java.nio.file.Path;

/** The bytes of a model: {@code fileName} is a safe name to offer to whoever downloads it. */
public record ModelFile(String sha256, Path file, long bytes, String fileName) {}
