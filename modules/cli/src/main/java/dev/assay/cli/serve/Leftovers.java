package dev.assay.cli.serve;

import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Children that survived their parent, on systems that cannot tie the two lives together: each start writes down the
 * processes it made, and the next one, which holds the lock and so knows that the parent is gone, ends those that are left.
 */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;

    Leftovers(Path data) {
        this.file = data.resolve("children.json");
    }

    private record Entry(String name, long pid, Instant started) {}

    private record Entries(List<Entry> children) {}

    /** Ends what an earlier {@code serve} left behind; a process id that now belongs to another program is spared. */
    void end(Consumer<String> news) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Entries entries;
        try {
            entries = Wire.read(Files.readString(file), Entries.class);
        } catch (WireException e) {
            news.accept("The list of earlier processes " + file + " is damaged and was dropped.");
            Files.delete(file);
            return;
        }
        for (Entry entry : entries.children()) {
            Optional<ProcessHandle> process = ProcessHandle.of(entry.pid())
                    .filter(handle -> handle.info().startInstant().equals(Optional.of(entry.started())));
            if (process.isPresent()) {
                news.accept("Ending the " + entry.name() + " that an earlier 'assay serve' left behind.");
                end(process.get());
            }
        }
        Files.delete(file);
    }

    private static void end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for a process does not fail", e);
        }
    }

    /** Writes down the processes that run now. */
    void remember(List<Child> children) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Child child : children) {
            ProcessHandle handle = child.handle();
            if (handle != null && handle.isAlive()) {
                handle.info()
                        .startInstant()
                        .ifPresent(start -> entries.add(new Entry(child.name(), handle.pid(), start)));
            }
        }
        PrivateFiles.write(file, Wire.write(new Entries(entries)));
    }
}
