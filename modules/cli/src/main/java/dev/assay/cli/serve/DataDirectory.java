package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one portal keeps: rows, blobs, logs, the device key of the local agent. One {@code serve} at a time uses
 * it, which a lock file ensures; the system drops the lock when its holder dies, however it dies.
 */
public final class DataDirectory implements AutoCloseable {
    private static final int NOTE_BYTES = 200;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /** Creates the directory if it is absent, closed to others, and takes its lock. */
    public static DataDirectory open(Path root) throws CannotStart, IOException {
        Path directory = root.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            PrivateFiles.outerDirectory(directory);
            PrivateFiles.directory(directory.resolve("blobs"));
            channel = FileChannel.open(
                    directory.resolve("serve.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw new CannotStart(
                    "This user may not write to the data directory " + directory + "; choose another with --data.", e);
        } catch (FileSystemException e) {
            throw new CannotStart(
                    "The data directory " + directory + " cannot be used (" + e.getMessage()
                            + "); choose another with --data.",
                    e);
        }
        FileLock lock = tryLock(channel);
        if (lock == null) {
            String holder = note(channel);
            channel.close();
            throw new CannotStart("The data directory " + directory + " is in use by another 'assay serve'"
                    + (holder.isEmpty() ? "" : " (" + holder + ")")
                    + "; stop that one, or choose another directory with --data.");
        }
        return new DataDirectory(directory, channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String note(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(NOTE_BYTES);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    }

    /** Tells a second {@code serve} who holds the lock. */
    void describeHolder(String address) throws IOException {
        byte[] text = ("process " + ProcessHandle.current().pid() + ", " + address).getBytes(StandardCharsets.UTF_8);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text), 0);
    }

    public Path root() {
        return root;
    }

    /** A private directory below the root, created if absent. */
    Path directory(String name) throws IOException {
        return PrivateFiles.directory(root.resolve(name));
    }

    Path log(String name) throws IOException {
        Path log = directory("logs").resolve(name + ".log");
        if (Files.exists(log) && Files.size(log) > 20_000_000) {
            Files.move(log, log.resolveSibling(name + ".1.log"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
