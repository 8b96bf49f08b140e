package dev.assay.worker;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts a file in its place at once: nobody ever sees a half of it there. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes a file. */
    @FunctionalInterface
    public interface Writer {
        void write(Path file) throws IOException;
    }

    /**
     * Writes a file beside its place and moves it there; a process that is told to end takes the unfinished one with it.
     *
     * @param to replaced if it exists; its directory must exist
     */
    public static void write(Path to, Writer writer) throws IOException {
        Path beside = beside(to);
        beside.toFile().deleteOnExit();
        try {
            writer.write(beside);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** A name of our own, readable like any file that the user makes; temporary files are not. */
    private static Path beside(Path to) {
        return to.resolveSibling(
                "." + to.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    }

    /**
     * Moves a file, to another disk if need be.
     *
     * @param to replaced if it exists; its directory must exist
     */
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            write(to, beside -> Files.copy(from, beside));
        }
    }
}
