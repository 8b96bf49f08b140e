package dev.assay.worker.inputs;

import dev.assay.protocol.DatasetRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a dataset may come, for measuring and calibrating alike.
 *
 * <ul>
 *   <li>{@code npz}: whole arrays, see {@link ArrayRows}; or the same {@code .npy} files in a directory or a zip
 *   <li>{@code npy}: one numbered {@code .npy} per example and input in a directory or a zip, see {@link FileRows}
 *   <li>{@code images}: PNG and JPEG files in a directory or a zip, see {@link ImageRows}
 *   <li>{@code zip}: any of these, told apart by its contents
 *   <li>{@code text}: lines of text with a tokenizer, see {@link TextRows}
 * </ul>
 */
public final class Datasets {
    private static final Set<String> ARCHIVES = Set.of("npz", "npy", "images", "zip");

    private Datasets() {}

    /**
     * The form of a file or directory, by its name and its first bytes.
     *
     * @throws InputException when it is none of those known
     */
    public static String format(Path path) throws InputException, IOException {
        if (Files.isDirectory(path)) {
            return "zip";
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(4);
        }
        if (start.length == 0) {
            throw new InputException("The dataset " + path.getFileName() + " is empty.");
        }
        if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
            return path.toString().endsWith(".npz") ? "npz" : "zip";
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".txt") || name.endsWith(".tsv") || name.endsWith(".csv")) {
            return "text";
        }
        throw new InputException(
                "The dataset " + path.getFileName() + " is none that can be read: give a directory or a"
                        + " .zip of .npy files or images, an .npz file, or a .txt file with one example a line.");
    }

    /** The hash that names a dataset: of the file, or over names and contents of all files of a directory. */
    public static String sha256OfDirectory(Path directory) throws InputException, IOException {
        try (DatasetFiles files = DatasetFiles.open(directory)) {
            return files.sha256();
        }
    }

    /**
     * Opens a dataset for a model.
     *
     * @param natural see {@link TextRows#open}
     */
    static Rows open(
            DatasetRef dataset, @Nullable Path data, @Nullable Path tokenizer, List<InputSlot> slots, boolean natural)
            throws InputException, IOException {
        if (data == null || !Files.exists(data)) {
            throw new InputException("The file of the dataset " + dataset.name() + " is missing.");
        }
        if (slots.isEmpty()) {
            throw new InputException("The model takes no inputs, so a dataset cannot be fed.");
        }
        if (dataset.format().equals("text")) {
            if (tokenizer == null) {
                throw new InputException("The text dataset " + dataset.name() + " comes without a tokenizer.");
            }
            return TextRows.open(data, tokenizer, slots, natural);
        }
        if (!ARCHIVES.contains(dataset.format())) {
            throw new InputException(
                    "The dataset format " + dataset.format() + " is not known; use npz, npy, images, zip or text.");
        }
        DatasetFiles files = DatasetFiles.open(data);
        boolean kept = false;
        try {
            Rows rows = open(files, slots);
            kept = !(rows instanceof ArrayRows);
            return rows;
        } finally {
            if (!kept) {
                files.close();
            }
        }
    }

    private static Rows open(DatasetFiles files, List<InputSlot> slots) throws InputException, IOException {
        boolean arrays = !files.names(".npy").isEmpty();
        boolean images = !files.names(ImageRows.ENDINGS).isEmpty();
        if (arrays && images) {
            throw new InputException(
                    "The dataset holds arrays and images; give one kind, so that it is clear what to feed.");
        }
        if (images) {
            return ImageRows.open(files, slots);
        }
        if (!arrays) {
            throw new InputException("The dataset holds neither .npy arrays nor PNG or JPEG images.");
        }
        return FileRows.isIn(files, slots) ? FileRows.open(files, slots) : ArrayRows.open(files, slots);
    }
}
