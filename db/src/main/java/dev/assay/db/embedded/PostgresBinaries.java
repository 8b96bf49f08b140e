package dev.assay.db.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs from the class path, unpacked once. */
final class PostgresBinaries {
    private static final Set<PosixFilePermission> READ_AND_RUN = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("rw-r--r--");

    private PostgresBinaries() {}

    /**
     * Unpacks the programs for this processor below a directory, unless the same ones are there already.
     *
     * @return the directory that holds {@code bin}, {@code lib} and {@code share}
     */
    static Path unpack(Path below) throws IOException {
        String archive = "/postgres-linux-" + processor() + ".txz";
        Path place = below.resolve("postgresql-" + fingerprint(archive));
        if (Files.isDirectory(place)) {
            return place;
        }
        Files.createDirectories(below);
        Path fresh = Files.createTempDirectory(below, "unpacking-");
        try {
            Files.setPosixFilePermissions(fresh, READ_AND_RUN);
            try (InputStream in = open(archive)) {
                unpack(in, fresh);
            }
            try {
                Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                // Another process was faster; its copy is the same.
                if (!Files.isDirectory(place)) {
                    throw e;
                }
            }
        } finally {
            delete(fresh);
        }
        return place;
    }

    private static String processor() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw new PostgresUnavailable("There is no embedded PostgreSQL for " + system
                    + "; nothing was changed. Start a PostgreSQL yourself and name it in ASSAY_DB_URL.");
        }
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default ->
                throw new PostgresUnavailable("There is no embedded PostgreSQL for the processor " + name
                        + "; nothing was changed. Start a PostgreSQL yourself and name it in ASSAY_DB_URL.");
        };
    }

    private static InputStream open(String archive) {
        InputStream in = PostgresBinaries.class.getResourceAsStream(archive);
        if (in == null) {
            throw new PostgresUnavailable("The PostgreSQL programs " + archive
                    + " are not part of this build; nothing was changed. Build the product again.");
        }
        return new BufferedInputStream(in, 1 << 16);
    }

    /** The first digits of the archive's hash: a new version gets a new directory, the same one is found again. */
    private static String fingerprint(String archive) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime must offer SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(open(archive), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static void unpack(InputStream archive, Path into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path path = into.resolve(entry.getName()).normalize();
                if (!path.startsWith(into)) {
                    throw new IOException("The archive names a file outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    Files.setPosixFilePermissions(path, READ_AND_RUN);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, (entry.getMode() & 0100) != 0 ? READ_AND_RUN : READ);
                }
            }
        }
    }

    /** Removes a directory with everything in it; nothing happens when it is not there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
