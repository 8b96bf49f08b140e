package dev.assay.portal.blobs;

import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.Surroundings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Files by their SHA-256, in {@code blobs/ab/abcdef...} under the data directory. A file appears under its name only
 * when all of it is on disk; no path is ever made from a name that somebody typed.
 */
@ApplicationScoped
public class Blobs {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final long NEARLY_FULL = 1L << 20;

    @Inject
    Surroundings surroundings;

    /** A received file under a temporary name. Close it when done: whatever was not kept is deleted. */
    public record Incoming(Path file, String sha256, long bytes) implements AutoCloseable {
        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("The temporary file " + file + " could not be removed", e);
            }
        }
    }

    /**
     * Writes a stream to a temporary file and hashes it on the way.
     *
     * @throws Refusal TOO_LARGE past {@code limitBytes}, NO_SPACE when the disk is full, INVALID when the sender stops
     */
    public Incoming receive(InputStream in, long limitBytes) {
        Path directory = root().resolve("incoming");
        Path file;
        try {
            Files.createDirectories(directory);
            file = Files.createTempFile(directory, "upload-", ".part");
        } catch (IOException e) {
            throw failed(e);
        }
        boolean kept = false;
        try {
            Incoming incoming = copy(in, file, limitBytes);
            kept = true;
            return incoming;
        } finally {
            if (!kept) {
                new Incoming(file, "", 0).close();
            }
        }
    }

    private Incoming copy(InputStream in, Path file, long limitBytes) {
        MessageDigest digest = Secrets.sha256();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.DSYNC)) {
            int n;
            while ((n = read(in, buffer)) >= 0) {
                bytes += n;
                if (bytes > limitBytes) {
                    throw new Refusal(
                            Refusal.Kind.TOO_LARGE,
                            "TOO_LARGE",
                            "The file has more than " + limitBytes + " bytes; nothing was stored, send a smaller one.");
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return new Incoming(file, HexFormat.of().formatHex(digest.digest()), bytes);
    }

    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "INTERRUPTED",
                    "The transfer broke off before the end of the file; nothing was stored, send it again.",
                    e);
        }
    }

    /** Moves a received file to its place; when the same file is there already, that one stays. */
    public void keep(Incoming incoming) {
        Path place = file(incoming.sha256());
        try {
            Files.createDirectories(place.getParent());
            if (!Files.exists(place)) {
                Files.move(incoming.file(), place, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Stores a copy of a local file, unless it is there already, and returns its hash. */
    public String keepCopy(Path local, String sha256) {
        if (Files.exists(file(sha256))) {
            return sha256;
        }
        try (InputStream in = Files.newInputStream(local);
                Incoming incoming = receive(in, Long.MAX_VALUE)) {
            keep(incoming);
            return incoming.sha256();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + local + " cannot be read", e);
        }
    }

    /** Where a file of that hash is, or would be. */
    public Path file(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw Refusal.invalid("BAD_SHA256", "A SHA-256 has 64 lower-case hexadecimal digits.");
        }
        return root().resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private Path root() {
        return surroundings.data().resolve("blobs");
    }

    private Refusal failed(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded") || nearlyFull()) {
            return new Refusal(
                    Refusal.Kind.NO_SPACE,
                    "NO_SPACE",
                    "The portal's disk is full; nothing was stored. Ask the operator to make room, then send it again.",
                    cause);
        }
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "STORE_FAILED",
                "The portal could not write the file; nothing was stored. Try again, and tell the operator if it stays so.",
                cause);
    }

    private boolean nearlyFull() {
        try {
            return Files.getFileStore(surroundings.data()).getUsableSpace() < NEARLY_FULL;
        } catch (IOException e) {
            System.getLogger(Blobs.class.getName())
                    .log(System.Logger.Level.WARNING, "Cannot tell how full the disk of the blob store is", e);
            return false;
        }
    }
}
