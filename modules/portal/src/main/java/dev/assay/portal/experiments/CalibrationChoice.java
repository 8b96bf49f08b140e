package dev.assay.portal.experiments;

import org.jspecify.annotations.Nullable;

/**
 * Which inputs a scheme may look at before the model is rewritten.
 *
 * @param dataset  id of an uploaded dataset, name of a built-in one, or the name that the asking account gave it; null
 *                 means the one that comes with the model
 * @param examples how many of them at most, or null for {@link #EXAMPLES}
 * @param seed     seed of the draw, or null for the default
 */
public record CalibrationChoice(
        @Nullable String dataset,
        @Nullable Integer examples,
        @Nullable Long seed) {
    /** How many examples are used when nothing else is asked. */
    public static final int EXAMPLES = 128;

    /** The most that may be asked. */
    public static final int MOST_EXAMPLES = 4096;
}
