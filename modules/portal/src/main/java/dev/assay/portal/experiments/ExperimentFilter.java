package dev.assay.portal.experiments;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which experiments to list; null leaves a field open. {@code model} is a SHA-256 or a built-in name. */
public record ExperimentFilter(
        @Nullable UUID account,
        @Nullable String model,
        @Nullable String device) {
    public static final ExperimentFilter ALL = new ExperimentFilter(null, null, null);
}
