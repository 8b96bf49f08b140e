package dev.assay.learning;

import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directory of built-in models: {@code models.json} beside the files it names.
 *
 * <p>Nothing in it is trusted by name alone: every file is hashed before it is handed out, so a result that names a
 * built-in model really came from those bytes.
 */
public final class BuiltInModels {
    private static final String INDEX = "models.json";
    private static final String REMEDY =
            " Your own models and results are not touched; build the product again to restore it.";

    private BuiltInModels() {}

    /**
     * Lists the built-in models in the order of the index.
     *
     * @param zooDirectory the directory that holds {@code models.json}
     * @throws UnusableZoo when the directory, the index or a file is missing, unreadable or not the one that was published
     */
    public static List<BuiltInModel> open(Path zooDirectory) {
        Path index = zooDirectory.resolve(INDEX);
        if (!Files.isRegularFile(index)) {
            throw broken("The built-in models are missing: there is no file " + index + ".", null);
        }
        Index entries;
        try {
            entries = Wire.read(Files.readString(index), Index.class);
        } catch (IOException | WireException e) {
            throw broken("The list of built-in models " + index + " cannot be read: " + e.getMessage() + ".", e);
        }
        List<BuiltInModel> models = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : entries.models()) {
            if (!names.add(entry.name())) {
                throw broken("The list of built-in models " + index + " names " + entry.name() + " twice.", null);
            }
            models.add(new BuiltInModel(
                    entry.name(),
                    entry.title(),
                    entry.summary(),
                    entry.licence(),
                    entry.source(),
                    verified(zooDirectory, entry.file()),
                    entry.file().sha256(),
                    entry.dimensions(),
                    dataset(zooDirectory, entry.dataset()),
                    entry.accuracy()));
        }
        return List.copyOf(models);
    }

    private static @Nullable BuiltInDataset dataset(Path directory, @Nullable Dataset dataset) {
        if (dataset == null) {
            return null;
        }
        Content tokenizer = dataset.tokenizer();
        return new BuiltInDataset(
                dataset.name(),
                dataset.format(),
                verified(directory, dataset.data()),
                dataset.data().sha256(),
                tokenizer == null ? null : verified(directory, tokenizer),
                tokenizer == null ? null : tokenizer.sha256(),
                dataset.metric(),
                dataset.examples(),
                dataset.licence());
    }

    private static Path verified(Path directory, Content content) {
        Path file = directory.resolve(content.path()).normalize();
        if (!file.startsWith(directory.normalize())) {
            throw broken(
                    "The list of built-in models names a file outside its directory: " + content.path() + ".", null);
        }
        if (!Files.isRegularFile(file)) {
            throw broken("A file of the built-in models is missing: " + file + ".", null);
        }
        String found;
        try {
            found = sha256(file);
        } catch (IOException e) {
            throw broken("A file of the built-in models cannot be read: " + file + " (" + e.getMessage() + ").", e);
        }
        if (!found.equals(content.sha256())) {
            throw broken(
                    "A file of the built-in models is not the published one: " + file + " has SHA-256 " + found
                            + ", expected " + content.sha256() + ".",
                    null);
        }
        return file;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // the digest sees what is read
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static UnusableZoo broken(String what, @Nullable Throwable cause) {
        return new UnusableZoo(what + REMEDY, cause);
    }

    private record Index(List<Entry> models) {}

    private record Entry(
            String name,
            String title,
            String summary,
            String licence,
            String source,
            Content file,
            Map<String, Long> dimensions,
            @Nullable Dataset dataset,
            BuiltInModel.@Nullable Accuracy accuracy) {}

    private record Dataset(
            String name,
            String format,
            Content data,
            @Nullable Content tokenizer,
            String metric,
            int examples,
            String licence) {}

    private record Content(String path, String sha256) {}
}
