package dev.assay.learning;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Labelled inputs of a built-in model.
 *
 * @param format     {@code npz}: one array per model input, named like it and of its type, first axis = example, and an
 *                   {@code int64} array {@code labels}; or {@code text}: UTF-8 lines {@code label<TAB>text}
 * @param data       the file; its SHA-256 was compared with {@code sha256} when the list was opened
 * @param tokenizer  Hugging Face {@code tokenizer.json}, for {@code text}
 * @param metric     {@code top1}: the largest element of the first output names the label; {@code knn}: the label of the
 *                   nearest other example, by cosine of the first output averaged over unmasked positions
 * @param examples   how many examples there are
 */
public record BuiltInDataset(
        String name,
        String format,
        Path data,
        String sha256,
        @Nullable Path tokenizer,
        @Nullable String tokenizerSha256,
        String metric,
        int examples,
        String licence) {}
