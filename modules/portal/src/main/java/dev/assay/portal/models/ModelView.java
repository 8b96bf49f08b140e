package dev.assay.portal.models;

import dev.assay.onnx.ModelFacts;
import dev.assay.protocol.ArtifactRef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model with all that is known about it.
 *
 * @param names      every name under which it was uploaded, newest first
 * @param licence    of a built-in model, else null
 * @param source     where a built-in model comes from, else null
 * @param dimensions usual sizes of its dynamic dimensions, by name
 * @param dataset    inputs that carry meaning, or null when there are only generated ones
 */
public record ModelView(
        ModelCard card,
        List<String> names,
        @Nullable String licence,
        @Nullable String source,
        ModelFacts facts,
        Map<String, Long> dimensions,
        @Nullable Dataset dataset) {

    /** A dataset in the blob store; {@code format} and {@code metric} are those of the protocol's DatasetRef. */
    public record Dataset(
            String name,
            String format,
            ArtifactRef data,
            @Nullable ArtifactRef tokenizer,
            @Nullable String metric,
            int examples,
            String licence) {}
}
