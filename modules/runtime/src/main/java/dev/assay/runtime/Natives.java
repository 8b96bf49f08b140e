package dev.assay.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runtime's native libraries, extracted once per version instead of once per process: faster to start, and nothing
 * is left behind in the temporary directory by a process that was killed.
 */
public final class Natives {
    /** System property that makes the runtime load its libraries from a directory. */
    public static final String PROPERTY = "onnxruntime.native.path";

    private static final List<String> LIBRARIES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

    private Natives() {}

    /**
     * Extracts the libraries for this machine unless that was done before.
     *
     * @param cache created if absent; several processes may share it
     * @return the directory to give to {@link #PROPERTY}
     * @throws IOException when the disk refuses, or when there is no library for this machine
     */
    public static Path extract(Path cache) throws IOException {
        String platform = platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))
                .orElseThrow(() -> new IOException("There is no ONNX Runtime for " + System.getProperty("os.name")
                        + " on " + System.getProperty("os.arch") + "; Linux on amd64 or arm64 is needed."));
        Path target = cache.resolve("onnxruntime-" + version() + "-" + platform);
        if (Files.isDirectory(target)) {
            return target;
        }
        Files.createDirectories(cache);
        Path part = Files.createTempDirectory(cache, ".natives-");
        try {
            for (String library : LIBRARIES) {
                copy("/ai/onnxruntime/native/" + platform + "/" + library, part.resolve(library));
            }
            part.toFile().setReadable(true, false);
            part.toFile().setExecutable(true, false);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
        } finally {
            if (Files.exists(part)) {
                try (Stream<Path> files = Files.list(part)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(part);
            }
        }
        return target;
    }

    /** Version of the runtime's jar. */
    public static String version() {
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** A class of the runtime's jar, for those who must find that jar. */
    public static Class<?> runtimeClass() {
        return OrtEnvironment.class;
    }

    static Optional<String> platform(String os, String arch) {
        if (!os.toLowerCase(Locale.ROOT).contains("linux")) {
            return Optional.empty();
        }
        return switch (arch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Optional.of("linux-x64");
            case "aarch64", "arm64" -> Optional.of("linux-aarch64");
            default -> Optional.empty();
        };
    }

    private static void copy(String resource, Path target) throws IOException {
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("The ONNX Runtime jar has no " + resource);
            }
            Files.copy(in, target);
        }
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        target.toFile().setReadable(true, false);
    }
}
