package dev.assay.worker.inputs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The files of a dataset, in a directory or in a zip; names are relative with {@code /}, sorted. Nothing is unpacked to
 * disk, so a name cannot point anywhere, and a file is read no further than its reader allows.
 */
final class DatasetFiles implements Closeable {
    private static final int MOST_FILES = 200_000;

    private final TreeMap<String, Opener> files = new TreeMap<>();
    private final @Nullable ZipFile zip;

    private interface Opener {
        InputStream open() throws IOException;
    }

    private DatasetFiles(@Nullable ZipFile zip) {
        this.zip = zip;
    }

    /**
     * Opens a directory or a zip.
     *
     * @throws InputException when it is neither, or holds more files than anybody calibrates with
     */
    static DatasetFiles open(Path path) throws InputException, IOException {
        return Files.isDirectory(path) ? directory(path) : zip(path);
    }

    private static DatasetFiles directory(Path root) throws InputException, IOException {
        DatasetFiles found = new DatasetFiles(null);
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                found.add(name, () -> Files.newInputStream(file));
            }
        }
        return found;
    }

    private static DatasetFiles zip(Path file) throws InputException, IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new InputException(
                    "The dataset is neither a directory nor a readable .npz or .zip file: " + e.getMessage() + ".", e);
        }
        try {
            DatasetFiles found = new DatasetFiles(zip);
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    found.add(entry.getName(), () -> zip.getInputStream(entry));
                }
            }
            return found;
        } catch (InputException e) {
            zip.close();
            throw e;
        }
    }

    private void add(String name, Opener opener) throws InputException {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith(".") || name.startsWith("__MACOSX/")) {
            return; // what file managers leave behind
        }
        files.put(name, opener);
        if (files.size() > MOST_FILES) {
            throw new InputException("The dataset holds more than " + MOST_FILES
                    + " files; give a part of it, a few hundred are enough.");
        }
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** Names that end like one of these, whatever the case. */
    List<String> names(String... endings) {
        List<String> matching = new ArrayList<>();
        for (String name : files.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (Stream.of(endings).anyMatch(lower::endsWith)) {
                matching.add(name);
            }
        }
        return matching;
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    /** Opens a file; a damaged zip says so while it is read. */
    InputStream open(String name) throws IOException, InputException {
        Opener opener = files.get(name);
        if (opener == null) {
            throw new InputException("The dataset has no file " + name + ".");
        }
        return opener.open();
    }

    /** The bytes of a small file. */
    byte[] bytes(String name, int most) throws IOException, InputException {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new InputException(
                        "The file " + name + " of the dataset is larger than " + (most >> 20) + " MiB.");
            }
            return bytes;
        } catch (ZipException e) {
            throw new InputException("The file " + name + " of the dataset is damaged: " + e.getMessage() + ".", e);
        }
    }

    /** A hash over names and contents of all files, so that a directory has an identity like a file. */
    String sha256() throws IOException, InputException {
        MessageDigest whole = InputSet.newSha256();
        for (String name : files.keySet()) {
            MessageDigest one = InputSet.newSha256();
            try (InputStream in = open(name)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    one.update(buffer, 0, read);
                }
            }
            String line = HexFormat.of().formatHex(one.digest()) + " " + name + "\n";
            whole.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }
}
