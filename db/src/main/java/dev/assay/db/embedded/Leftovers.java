package dev.assay.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an earlier run may have left in a data directory: a server whose parent was killed, or a lock file without one.
 * All processes of a PostgreSQL server work in its data directory, so they are found even when their parent is gone.
 */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final long PATIENCE_MILLIS = 15_000;

    private Leftovers() {}

    /** Ends every process of an earlier server, then removes its lock file. The caller holds the lock of the directory. */
    static void clear(Path data) throws IOException, InterruptedException {
        Path lockFile = data.resolve("postmaster.pid");
        if (!Files.exists(lockFile)) {
            return;
        }
        List<Long> processes = processes(data);
        if (!processes.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Stopping the PostgreSQL that an earlier run left behind: {0}",
                    processes);
            end(data, postmaster(lockFile), "INT");
            end(data, postmaster(lockFile), "QUIT");
            for (long pid : processes(data)) {
                Commands.signal("KILL", pid);
            }
            await(data);
            if (!processes(data).isEmpty()) {
                throw new PostgresUnavailable("A PostgreSQL of an earlier run still works on " + data
                        + " and cannot be stopped (processes " + processes(data)
                        + "); its rows are safe. Stop it by hand, then start again.");
            }
        }
        // With no process left the file tells nothing but the past; recovery replays what the server had promised.
        Files.deleteIfExists(lockFile);
    }

    private static void end(Path data, long postmaster, String signal) throws IOException, InterruptedException {
        List<Long> processes = processes(data);
        if (processes.isEmpty()) {
            return;
        }
        if (processes.contains(postmaster)) {
            Commands.signal(signal, postmaster);
        }
        await(data);
    }

    private static void await(Path data) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!processes(data).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }

    private static long postmaster(Path lockFile) throws IOException {
        if (!Files.exists(lockFile)) {
            return -1;
        }
        List<String> lines = Files.readAllLines(lockFile);
        return lines.isEmpty() || !lines.getFirst().strip().matches("\\d+")
                ? -1
                : Long.parseLong(lines.getFirst().strip());
    }

    /** Processes whose working directory is the data directory; a zombie has none. */
    static List<Long> processes(Path data) throws IOException {
        Path real = data.toRealPath();
        List<Long> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.filter(
                            path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                if (worksIn(entry, real)) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static boolean worksIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "Not ours, or gone: " + process, e);
            return false;
        }
    }
}
