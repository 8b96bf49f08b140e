package dev.assay.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One private directory per job, named after the process that made it; what a killed process left behind is removed. */
final class JobDirectories {
    private static final String PREFIX = "job-";

    private final Path root;
    private final AtomicLong next = new AtomicLong();

    private JobDirectories(Path root) {
        this.root = root;
    }

    static JobDirectories open(Path root) throws IOException {
        Files.createDirectories(root);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, PREFIX + "*")) {
            for (Path directory : left) {
                String[] parts = directory.getFileName().toString().split("-", -1);
                boolean alive = parts.length == 3
                        && parts[1].matches("\\d{1,10}")
                        && ProcessHandle.of(Long.parseLong(parts[1])).isPresent()
                        && Long.parseLong(parts[1]) != ProcessHandle.current().pid();
                if (!alive) {
                    delete(directory);
                }
            }
        }
        return new JobDirectories(root);
    }

    JobDirectory create() throws IOException {
        Path path = root.resolve(PREFIX + ProcessHandle.current().pid() + "-" + next.incrementAndGet());
        return new JobDirectory(Files.createDirectory(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /** Removed with all it holds when closed. */
    record JobDirectory(Path path) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            delete(path);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
