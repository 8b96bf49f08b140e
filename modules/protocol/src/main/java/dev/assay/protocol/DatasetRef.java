package dev.assay.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A dataset as the job reads it.
 *
 * @param format    {@code npz} (one array per model input, first axis = example, optional {@code labels}), {@code npy}
 *                  (a zip of one {@code NAME_0.npy} per example and input), {@code images} (a zip of PNG or JPEG files and
 *                  optionally {@code preprocess.json}), {@code zip} (any of these, told apart by its contents), or
 *                  {@code text} (one example a line, {@code label<TAB>text} or just {@code text})
 * @param tokenizer Hugging Face {@code tokenizer.json}, for {@code text}
 * @param metric    how labels are scored: {@code top1} (argmax of the first output), {@code knn} (nearest
 *                  neighbour of mean-pooled embeddings, leave one out), or null when there are no labels
 */
public record DatasetRef(
        String name,
        String format,
        ArtifactRef data,
        @Nullable ArtifactRef tokenizer,
        @Nullable String metric) {}
