package dev.assay.worker;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts a file in its place at once: nobody ever sees a half of it there. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Moves a file, to another disk if need be.
     *
     * @param to replaced if it exists; its directory must exist
     */
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Path beside = Files.createTempFile(to.toAbsolutePath().getParent(), "." + to.getFileName(), ".part");
            try {
                Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        }
    }
}
