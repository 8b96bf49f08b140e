package dev.assay.portal.datasets;

import dev.assay.portal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The directory of a zip file that a stranger sent, opened only after its own figures were found harmless: the library
 * would otherwise read a directory of any size into memory.
 */
final class ZipDirectory implements AutoCloseable {
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int MOST_ENTRIES = 20_000;
    private static final int LARGEST_DIRECTORY = 8 << 20;
    private static final long MOST_UNPACKED = 2L << 30;

    private final ZipFile zip;
    private final List<ZipEntry> files;

    private ZipDirectory(ZipFile zip, List<ZipEntry> files) {
        this.zip = zip;
        this.files = files;
    }

    /**
     * Opens the directory.
     *
     * @throws Refusal NOT_A_ZIP, ZIP_TOO_LARGE or BAD_ZIP
     */
    static ZipDirectory open(Path file) throws IOException {
        checkEnd(file);
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "NOT_A_ZIP",
                    "The file is not a complete zip file; nothing was stored, pack it again.",
                    e);
        }
        boolean opened = false;
        try {
            List<ZipEntry> files = zip.stream()
                    .map(ZipEntry.class::cast)
                    .filter(entry -> !entry.isDirectory() && !byTheWay(entry.getName()))
                    .toList();
            files.forEach(ZipDirectory::checkName);
            long unpacked = 0;
            for (ZipEntry entry : files) {
                unpacked += Math.max(0, entry.getSize());
                if (unpacked > MOST_UNPACKED) {
                    throw tooLarge();
                }
            }
            opened = true;
            return new ZipDirectory(zip, files);
        } finally {
            if (!opened) {
                zip.close();
            }
        }
    }

    /** Files worth reading, in the order of the directory. */
    List<ZipEntry> files() {
        return files;
    }

    InputStream open(ZipEntry entry) throws IOException {
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** What packing programs add by themselves. */
    private static boolean byTheWay(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("__MACOSX/") || last.startsWith(".") || last.equals("Thumbs.db");
    }

    private static void checkName(ZipEntry entry) {
        String name = entry.getName();
        boolean climbs = name.startsWith("/") || ("/" + name + "/").contains("/../") || name.contains("\\");
        if (climbs || name.length() > 500 || name.chars().anyMatch(c -> c < ' ')) {
            throw Refusal.invalid(
                    "BAD_ZIP",
                    "The zip file holds an entry whose name leads out of it or cannot be shown; nothing was stored,"
                            + " pack the folder again.");
        }
    }

    private static void checkEnd(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int tail = (int) Math.min(in.length(), END_BYTES + LONGEST_COMMENT);
            byte[] end = new byte[tail];
            in.seek(in.length() - tail);
            in.readFully(end);
            for (int at = tail - END_BYTES; at >= 0; at--) {
                if (number(end, at, 4) == END_SIGNATURE) {
                    if (number(end, at + 10, 2) > MOST_ENTRIES || number(end, at + 12, 4) > LARGEST_DIRECTORY) {
                        throw tooLarge();
                    }
                    return;
                }
            }
        }
        throw Refusal.invalid("NOT_A_ZIP", "The file is not a zip file; nothing was stored.");
    }

    private static Refusal tooLarge() {
        return new Refusal(
                Refusal.Kind.TOO_LARGE,
                "ZIP_TOO_LARGE",
                "The zip file holds more than " + MOST_ENTRIES + " files or unpacks to more than " + MOST_UNPACKED
                        + " bytes; nothing was stored, send fewer examples.");
    }

    private static long number(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
