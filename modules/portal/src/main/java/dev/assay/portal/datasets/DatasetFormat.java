package dev.assay.portal.datasets;

import dev.assay.portal.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a dataset is written down; {@link #word()} is what requests call it. */
public enum DatasetFormat {
    /** Arrays by input name, first axis = example. */
    NPZ("npz", "npz"),
    /** A zipped folder of {@code .npy} files. */
    NPY_ZIP("npy-zip", "npy"),
    /** A zipped folder of PNG and JPEG pictures. */
    IMAGES_ZIP("images-zip", "images"),
    /** One example a line. */
    TEXT("text", "text");

    private final String word;
    private final String readers;

    DatasetFormat(String word, String readers) {
        this.word = word;
        this.readers = readers;
    }

    /** What the readers of the job process call it. */
    String readers() {
        return readers;
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
