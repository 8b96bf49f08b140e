package dev.assay.protocol;

import org.jspecify.annotations.Nullable;

/** An RFC 9457 problem; {@code code} is stable and meant for programs, {@code detail} is meant for people. */
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        String code) {}
