package dev.assay.worker.sandbox;

import dev.assay.protocol.JobLimits;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JVM to start.
 *
 * @param mainClass    on the class path of the sandbox
 * @param arguments    plain text, or paths that the process sees under another name inside
 * @param readable     files and directories it may read
 * @param writable     the one directory it may write to, or null
 * @param heapBytes    largest Java heap; the model's own memory comes on top
 * @param fileBytes    largest file it may write
 */
public record Launch(
        String mainClass,
        List<Argument> arguments,
        List<Path> readable,
        @Nullable Path writable,
        long heapBytes,
        long fileBytes,
        JobLimits limits) {
    /** An argument of the main class. */
    public sealed interface Argument {}

    /** Given as it is. */
    public record Text(String text) implements Argument {}

    /** Given as the path that the process sees; must be one of, or below one of, the readable or writable paths. */
    public record File(Path path) implements Argument {}
}
