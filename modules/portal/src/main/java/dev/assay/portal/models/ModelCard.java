package dev.assay.portal.models;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model in a list.
 *
 * @param ref        how addresses and commands name it: the built-in name, else the SHA-256
 * @param name       built-in name, or the name under which it was uploaded last
 * @param summary    what it does, for built-in models; else empty
 * @param uploadedBy account name, or null for built-in models
 */
public record ModelCard(
        String sha256,
        String ref,
        String name,
        String title,
        String summary,
        boolean builtIn,
        long sizeBytes,
        long parameters,
        long flops,
        boolean quantized,
        @Nullable String uploadedBy,
        Instant added) {}
