package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that only their owner may read; private from the first byte on. */
final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /** Creates a directory that only its owner may enter; one that exists keeps its mode. */
    static Path directory(Path directory) throws IOException {
        return directory(directory, "rwx------");
    }

    /**
     * Creates the directory around all others. Where root starts the portal, the unprivileged user that runs PostgreSQL
     * has to pass through it; nobody but its owner may list it.
     */
    static Path outerDirectory(Path directory) throws IOException {
        boolean root = "root".equals(System.getProperty("user.name"));
        return directory(directory, root ? "rwx--x--x" : "rwx------");
    }

    private static Path directory(Path directory, String permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, mode(permissions));
            if (POSIX) { // the umask may have taken some away
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
            }
        }
        return directory;
    }

    /** Replaces a file in one step. */
    static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var channel = Files.newByteChannel(
                        fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"));
                var out = Channels.newOutputStream(channel)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
