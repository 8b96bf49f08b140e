package dev.assay.worker.portal;

import dev.assay.protocol.ArtifactRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Downloaded artifacts by their SHA-256. A download goes on where it was cut off; nothing gets its name before its size
 * and hash were checked. The least recently used files go when the quota is reached.
 */
public final class ArtifactCache {
    private static final int MOST_TRIES = 6;
    private static final int MOST_CORRUPT = 3;

    private final Path directory;
    private final long quotaBytes;
    private final PortalClient portal;
    private final Backoff backoff;
    private final InstantSource clock;

    public ArtifactCache(Path directory, long quotaBytes, PortalClient portal, Backoff backoff, InstantSource clock)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.quotaBytes = quotaBytes;
        this.portal = portal;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * The file of an artifact, fetched if it is not there.
     *
     * @param keep    artifacts of the same job, which must not be dropped to make room
     * @param giveUp  asked between reads; true ends the download
     * @throws IOException when it cannot be had: no network, wrong content three times, no room
     * @throws PortalRefusal when the portal will not give it
     */
    public Path fetch(ArtifactRef artifact, String jobToken, Set<String> keep, BooleanSupplier giveUp)
            throws IOException, PortalRefusal, InterruptedException {
        if (!artifact.sha256().matches("[0-9a-f]{64}")) {
            throw new IOException("The portal named an artifact that is no SHA-256 hash");
        }
        Path file = directory.resolve(artifact.sha256());
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return file;
        }
        makeRoom(artifact.bytes(), keep);
        Path part = directory.resolve(artifact.sha256() + ".part");
        int corrupt = 0;
        for (int failures = 0; ; ) {
            try {
                download(artifact, part, jobToken, giveUp);
                if (matches(part, artifact)) {
                    part.toFile().setReadOnly();
                    DurableFile.publish(part, file);
                    return file;
                }
                Files.delete(part);
                corrupt++;
                if (corrupt >= MOST_CORRUPT) {
                    throw new IOException("An artifact arrived damaged " + corrupt + " times");
                }
            } catch (PortalUnreachable e) {
                failures++;
                if (failures >= MOST_TRIES || giveUp.getAsBoolean()) {
                    throw e;
                }
                Thread.sleep(backoff.millis(failures, e.retryAfterMillis()));
            }
        }
    }

    private void download(ArtifactRef artifact, Path part, String jobToken, BooleanSupplier giveUp)
            throws IOException, PortalRefusal, InterruptedException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have > artifact.bytes()) {
            Files.delete(part);
            have = 0;
        }
        if (have == artifact.bytes() && have > 0) {
            return; // complete already; the hash decides
        }
        HttpResponse<InputStream> response;
        try {
            response = portal.artifact(artifact.sha256(), have, jobToken);
        } catch (PortalUnreachable e) {
            throw e;
        } catch (IOException e) {
            throw new PortalUnreachable("The portal does not answer: " + e, e);
        }
        boolean resumed = response.statusCode() == 206;
        if (response.statusCode() == 416) {
            response.body().close();
            Files.deleteIfExists(part);
            throw new PortalUnreachable("The portal cannot resume the download", 0);
        }
        try (InputStream body = response.body();
                FileChannel out = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            long left = artifact.bytes() - (resumed ? have : 0);
            byte[] buffer = new byte[65_536];
            int count = read(body, buffer);
            while (count >= 0) {
                if (count > left) {
                    out.truncate(0);
                    return; // longer than announced: the hash check throws it away
                }
                left -= count;
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (giveUp.getAsBoolean()) {
                    throw new PortalUnreachable("The download was given up", 0);
                }
                count = read(body, buffer);
            }
            out.force(true);
            if (left > 0) {
                throw new PortalUnreachable("The download was cut off", 0);
            }
        }
    }

    private static int read(InputStream body, byte[] buffer) throws PortalUnreachable {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new PortalUnreachable("The download was cut off", e);
        }
    }

    private static boolean matches(Path part, ArtifactRef artifact) throws IOException {
        if (Files.size(part) != artifact.bytes()) {
            return false;
        }
        MessageDigest digest = PortalClient.newSha256();
        try (InputStream in = Files.newInputStream(part)) {
            byte[] buffer = new byte[65_536];
            int count = in.read(buffer);
            while (count >= 0) {
                digest.update(buffer, 0, count);
                count = in.read(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(artifact.sha256());
    }

    private void makeRoom(long bytes, Set<String> keep) throws IOException {
        if (bytes > quotaBytes) {
            throw new IOException("An artifact of " + bytes + " bytes is larger than the whole cache");
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        }
        files.sort(Comparator.comparingLong(file -> file.toFile().lastModified()));
        long used = files.stream().mapToLong(file -> file.toFile().length()).sum();
        for (Path oldest : files) {
            if (used + bytes <= quotaBytes) {
                return;
            }
            String name = oldest.getFileName().toString().replace(".part", "");
            if (!keep.contains(name)) {
                used -= oldest.toFile().length();
                Files.deleteIfExists(oldest);
            }
        }
    }
}
