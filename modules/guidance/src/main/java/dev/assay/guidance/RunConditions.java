package dev.assay.guidance;

import org.jspecify.annotations.Nullable;

/**
 * Under which conditions something was measured or is claimed to hold; every field may be unknown, and an unknown one
 * keeps nothing apart.
 *
 * @param modelSha256   of the model as given, before a scheme rewrote it
 * @param batch         examples in one inference
 * @param precision     the scheme, such as {@code int8-dynamic}
 * @param threads       intra-op threads
 * @param inputs        hash and shapes of the inputs
 * @param scenario      MLPerf's name of how queries arrive
 * @param powerBoundary what a power or energy figure includes, in the meter's words
 * @param warmedUp      whether the warm-up settled before the timed part
 * @param throttled     whether the clock fell or latencies drifted during the timed part
 * @param samples       timed queries of all process starts
 * @param starts        process starts
 * @param tier          how long it was measured: {@code rapid}, {@code standard}, {@code reference}, {@code sustained}
 */
public record RunConditions(
        @Nullable String modelSha256,
        @Nullable Long batch,
        @Nullable String precision,
        @Nullable Integer threads,
        @Nullable String inputs,
        @Nullable String scenario,
        @Nullable String powerBoundary,
        @Nullable Boolean warmedUp,
        @Nullable Boolean throttled,
        @Nullable Integer samples,
        @Nullable Integer starts,
        @Nullable String tier) {
    /** Nothing is known. */
    public static final RunConditions UNKNOWN =
            new RunConditions(null, null, null, null, null, null, null, null, null, null, null, null);
}
