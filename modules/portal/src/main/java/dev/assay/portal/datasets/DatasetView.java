package dev.assay.portal.datasets;

import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.DatasetRef;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dataset.
 *
 * @param ref         how requests name it: the id of an uploaded one, the name of a built-in one
 * @param format      {@code npz}, {@code npy-zip}, {@code images-zip} or {@code text}
 * @param tokenizer   of a text dataset, or null when it brings none
 * @param examples    how many there are, or null where only the reader can tell
 * @param arrays      names of its arrays; empty for other formats and for built-in ones
 * @param metric      how its labels are scored, or null
 * @param model       name of the built-in model it belongs to, or null
 * @param accountId   who uploaded it; null for built-in ones
 * @param experiments how many experiments read it; an uploaded one can be deleted at 0
 */
public record DatasetView(
        String ref,
        String name,
        String format,
        ArtifactRef data,
        @Nullable ArtifactRef tokenizer,
        @Nullable Integer examples,
        List<String> arrays,
        @Nullable String metric,
        @Nullable String model,
        @Nullable String licence,
        @Nullable UUID accountId,
        @Nullable String account,
        Instant added,
        int experiments) {

    /** Whether it came with the product. */
    public boolean builtIn() {
        return accountId == null;
    }

    /** The id of an uploaded one, null for a built-in one. */
    public @Nullable UUID id() {
        return builtIn() ? null : UUID.fromString(ref);
    }

    /** As a job reads it. */
    public DatasetRef toJob() {
        return new DatasetRef(name, DatasetFormat.of(format).readers(), data, tokenizer, metric);
    }

    /** The same with a tokenizer from elsewhere. */
    public DatasetView withTokenizer(ArtifactRef other) {
        return new DatasetView(
                ref,
                name,
                format,
                data,
                other,
                examples,
                arrays,
                metric,
                model,
                licence,
                accountId,
                account,
                added,
                experiments);
    }
}
