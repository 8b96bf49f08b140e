package dev.assay.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The parts of the system that a JVM needs to start: the dynamic linker and C library wherever this distribution keeps
 * them, the Java runtime with whatever its links point to, and the processor's description. Nothing else: no shell, no
 * user files, no configuration.
 */
final class SystemBinds {
    private static final int DEEPEST_LINK = 5;

    private SystemBinds() {}

    /** Arguments for bubblewrap. The root is a parameter for tests. */
    static List<String> of(Path root, Path javaHome, String arch) throws IOException {
        boolean arm = List.of("aarch64", "arm64").contains(arch.toLowerCase(Locale.ROOT));
        String triplet = arm ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        List<String> arguments = new ArrayList<>();
        Path usrLib = root.resolve("usr/lib");
        boolean multiarch = Files.isDirectory(usrLib.resolve(triplet));
        if (multiarch) {
            bind(arguments, root, usrLib.resolve(triplet));
        } else if (Files.isDirectory(usrLib)) {
            bind(arguments, root, usrLib);
        }
        Path usrLib64 = root.resolve("usr/lib64");
        if (Files.isSymbolicLink(usrLib64)) {
            link(arguments, root, usrLib64);
        } else if (Files.isDirectory(usrLib64)) {
            bind(arguments, root, usrLib64);
        }
        for (String name : List.of("lib", "lib64")) {
            Path directory = root.resolve(name);
            if (Files.isSymbolicLink(directory)) {
                link(arguments, root, directory);
            } else if (Files.isDirectory(directory.resolve(triplet))) {
                bind(arguments, root, directory.resolve(triplet));
            } else if (Files.isDirectory(directory) && !(multiarch && name.equals("lib"))) {
                bind(arguments, root, directory);
            }
        }
        // Debian's arm64 linker lies beside the multiarch directory, not in it.
        String linker = "ld-linux-aarch64.so.1";
        for (Path directory : List.of(usrLib, root.resolve("lib"))) {
            Path file = directory.resolve(linker);
            if (arm && multiarch && Files.exists(file) && !Files.isSymbolicLink(directory)) {
                bind(arguments, root, file);
            }
        }
        for (String optional : List.of(
                "etc/ld.so.cache", "sys/devices/system/cpu", "sys/devices/virtual/thermal", "sys/class/thermal")) {
            if (Files.exists(root.resolve(optional))) {
                bind(arguments, root, root.resolve(optional));
            }
        }
        arguments.addAll(List.of("--ro-bind", javaHome.toString(), javaHome.toString()));
        for (Path outside : linkedOutside(javaHome)) {
            arguments.addAll(List.of("--ro-bind", outside.toString(), outside.toString()));
        }
        return arguments;
    }

    /**
     * Where links within the Java runtime lead outside of it: Debian keeps its configuration in {@code /etc/java-21-openjdk}
     * and cannot start without it.
     */
    private static Set<Path> linkedOutside(Path javaHome) throws IOException {
        Set<Path> outside = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(javaHome, DEEPEST_LINK)) {
            for (Path file : files.filter(Files::isSymbolicLink).toList()) {
                Path target = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
                if (!target.startsWith(javaHome) && Files.exists(target)) {
                    boolean configuration = target.getNameCount() > 2
                            && target.startsWith("/etc")
                            && target.getName(1).toString().startsWith("java");
                    outside.add(configuration ? Path.of("/etc").resolve(target.getName(1)) : target);
                }
            }
        }
        return outside;
    }

    private static void bind(List<String> arguments, Path root, Path path) {
        arguments.addAll(List.of("--ro-bind", path.toString(), "/" + root.relativize(path)));
    }

    private static void link(List<String> arguments, Path root, Path link) throws IOException {
        arguments.addAll(List.of("--symlink", Files.readSymbolicLink(link).toString(), "/" + root.relativize(link)));
    }
}
