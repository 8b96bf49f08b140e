package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Payara Micro unpacked once into the data directory, which starts faster than the single jar: no unpacking at every
 * start, and its classes come from the application class path, where the runtime's class archive can serve them.
 *
 * <p>A running server writes into its root directory. Before each start everything is put back to what the jar brought,
 * so that a start after {@code kill -9} is like any other.
 */
final class PayaraRoot {
    private static final String LAUNCHER = "launch-micro.jar";
    private static final Set<String> KEPT = Set.of("runtime", LAUNCHER, "lib", "pristine", "jar.txt", "classes.jsa");

    private final Path directory;

    private PayaraRoot(Path directory) {
        this.directory = directory;
    }

    /** Unpacks {@code payaraMicro} unless it was done before from this very jar. */
    static PayaraRoot prepare(Path directory, Path payaraMicro, Path log) throws IOException, InterruptedException {
        String identity = payaraMicro.toAbsolutePath() + " " + Files.size(payaraMicro) + " "
                + Files.getLastModifiedTime(payaraMicro).toMillis() + " " + Runtime.version();
        Path mark = directory.resolve("jar.txt");
        if (!Files.isRegularFile(mark) || !Files.readString(mark).equals(identity)) {
            delete(directory);
            PrivateFiles.directory(directory);
            List<String> unpack = new ArrayList<>(EndsWithParent.prefix("TERM"));
            unpack.addAll(Java.command());
            unpack.addAll(List.of(
                    "-jar",
                    payaraMicro.toString(),
                    "--nohazelcast",
                    "--rootDir",
                    directory.toString(),
                    "--outputLauncher"));
            Process process = new ProcessBuilder(unpack)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Payara Micro could not be unpacked into " + directory + "; its log is " + log);
            }
            copy(directory.resolve("config"), directory.resolve("pristine"));
            Files.writeString(mark, identity);
        }
        return new PayaraRoot(directory);
    }

    /** Puts everything back that an earlier run may have changed. */
    void reset() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (!KEPT.contains(String.valueOf(entry.getFileName()))) {
                    delete(entry);
                }
            }
        }
        copy(directory.resolve("pristine"), directory.resolve("config"));
        Files.createDirectories(directory.resolve("docroot"));
    }

    Path launcher() {
        return directory.resolve(LAUNCHER);
    }

    /** The runtime's archive of loaded classes; it makes and renews it by itself. */
    Path classArchive() {
        return directory.resolve("classes.jsa");
    }

    Path path() {
        return directory;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path source : files.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, java.io.IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
