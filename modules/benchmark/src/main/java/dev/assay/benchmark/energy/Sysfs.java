package dev.assay.benchmark.energy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the small files of {@code /sys}. */
final class Sysfs {
    private Sysfs() {}

    /** Entries of a directory that match, sorted by name; none when it is absent. */
    static List<Path> children(Path directory, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
                entries.forEach(found::add);
            }
        }
        found.sort(null);
        return found;
    }

    /** The text of a file, or an empty one when it may not be read. */
    static String text(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readString(file).trim() : "";
    }

    /** The number in a file; empty when it cannot be read or is none. */
    static OptionalLong number(Path file) throws IOException {
        String text = text(file);
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** The number in a file that was readable before. */
    static long required(Path file) throws IOException {
        return number(file).orElseThrow(() -> new IOException("The meter " + file + " can no longer be read."));
    }
}
