package dev.assay.portal.datasets;

import dev.assay.portal.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a dataset is written down; {@link #word()} is what requests, jobs and readers call it. */
public enum DatasetFormat {
    /** Arrays by input name, first axis = example. */
    NPZ("npz"),
    /** A zipped folder of {@code .npy} files. */
    NPY_ZIP("npy-zip"),
    /** A zipped folder of pictures. */
    IMAGES_ZIP("images-zip"),
    /** One example a line. */
    TEXT("text");

    private final String word;

    DatasetFormat(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /**
     * The format of that name.
     *
     * @throws Refusal UNKNOWN_FORMAT with the names there are
     */
    public static DatasetFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "UNKNOWN_FORMAT",
                        "There is no dataset format of that name; nothing was stored, choose one of "
                                + Arrays.stream(values())
                                        .map(DatasetFormat::word)
                                        .collect(Collectors.joining(", ")) + "."));
    }
}
