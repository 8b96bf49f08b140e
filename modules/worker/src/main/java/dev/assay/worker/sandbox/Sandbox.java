package dev.assay.worker.sandbox;

import dev.assay.protocol.SandboxLevel;
import dev.assay.runtime.Natives;
import dev.assay.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a launch into a command line of one isolation level. The environment of the command must be
 * {@link #environment()} and nothing else: inside bubblewrap's process tree the environment of the first process can be
 * read by all, so a secret in it would be given away.
 *
 * @param level     what the command line enforces
 * @param javaHome  the Java runtime that jobs use
 * @param classPath jars and class directories of the job process
 * @param natives   directory of the runtime's libraries
 */
public record Sandbox(SandboxLevel level, Path javaHome, List<Path> classPath, Path natives) {
    private static final List<String> TOOL_DIRECTORIES = List.of("/usr/bin", "/bin", "/usr/local/bin");
    private static final int MOST_OPEN_FILES = 256;
    private static final long TEMPORARY_BYTES = 64L << 20;
    private static final long DIRECT_BYTES = 1L << 30;
    private static final Path APPLICATION = Path.of("/app");
    private static final Path LIBRARIES = Path.of("/native");
    private static final Path INPUT = Path.of("/in");
    private static final Path OUTPUT = Path.of("/out");

    public Sandbox {
        classPath = List.copyOf(classPath);
    }

    /** Where a system tool is, if it is installed. */
    static Optional<Path> tool(String name) {
        return TOOL_DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The whole environment of a job process. */
    public static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put(OnnxRuntime.TELEMETRY_SWITCH, "1");
        return environment;
    }

    /** The command line. */
    public List<String> command(Launch launch) throws IOException {
        List<String> command = new ArrayList<>();
        if (level != SandboxLevel.NONE) {
            command.addAll(limits(launch));
        }
        Map<Path, Path> inside = inside(launch);
        if (level == SandboxLevel.BUBBLEWRAP) {
            command.addAll(bubblewrap(launch, inside));
        }
        command.addAll(java(launch, inside));
        return command;
    }

    private List<String> limits(Launch launch) throws IOException {
        Path prlimit = tool("prlimit").orElseThrow(() -> new IOException("prlimit is not installed"));
        int cpu = launch.limits().cpuSeconds();
        return List.of(
                prlimit.toString(),
                "--cpu=" + cpu + ":" + (cpu + 1),
                "--as=" + launch.limits().addressSpaceBytes(),
                "--fsize=" + launch.fileBytes(),
                "--nofile=" + MOST_OPEN_FILES,
                "--core=0",
                "--");
    }

    /** Where each host path of the launch appears to the process; the identity without bubblewrap. */
    private Map<Path, Path> inside(Launch launch) {
        boolean moved = level == SandboxLevel.BUBBLEWRAP;
        Map<Path, Path> inside = new LinkedHashMap<>();
        for (int i = 0; i < classPath.size(); i++) {
            Path entry = classPath.get(i);
            inside.put(entry, moved ? APPLICATION.resolve(i + "-" + entry.getFileName()) : entry);
        }
        inside.put(natives, moved ? LIBRARIES : natives);
        for (int i = 0; i < launch.readable().size(); i++) {
            Path path = launch.readable().get(i);
            inside.put(path, moved ? INPUT.resolve(String.valueOf(i)) : path);
        }
        Path writable = launch.writable();
        if (writable != null) {
            inside.put(writable, moved ? OUTPUT : writable);
        }
        return inside;
    }

    private List<String> bubblewrap(Launch launch, Map<Path, Path> inside) throws IOException {
        Path bwrap = tool("bwrap").orElseThrow(() -> new IOException("bwrap is not installed"));
        List<String> command = new ArrayList<>(List.of(
                bwrap.toString(),
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--clearenv"));
        environment().forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
        command.addAll(SystemBinds.of(Path.of("/"), javaHome, System.getProperty("os.arch", "")));
        command.addAll(List.of(
                "--proc", "/proc", "--dev", "/dev", "--size", String.valueOf(TEMPORARY_BYTES), "--tmpfs", "/tmp"));
        inside.forEach((outer, inner) -> command.addAll(
                List.of(outer.equals(launch.writable()) ? "--bind" : "--ro-bind", outer.toString(), inner.toString())));
        command.addAll(List.of("--remount-ro", "/", "--chdir", "/tmp", "--"));
        return command;
    }

    private List<String> java(Launch launch, Map<Path, Path> inside) {
        List<String> command = new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xms" + Math.min(32L << 20, launch.heapBytes()),
                "-Xmx" + launch.heapBytes(),
                "-XX:MaxDirectMemorySize=" + DIRECT_BYTES,
                "-Xss1m",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir="
                        + (level == SandboxLevel.BUBBLEWRAP ? "/tmp" : System.getProperty("java.io.tmpdir")),
                "-D" + Natives.PROPERTY + "=" + inside.get(natives)));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(String.join(
                ":",
                classPath.stream()
                        .map(entry -> String.valueOf(inside.get(entry)))
                        .toList()));
        command.add(launch.mainClass());
        for (Launch.Argument argument : launch.arguments()) {
            command.add(
                    switch (argument) {
                        case Launch.Text text -> text.text();
                        case Launch.File file -> translate(file.path(), inside).toString();
                    });
        }
        return command;
    }

    private static Path translate(Path path, Map<Path, Path> inside) {
        for (Map.Entry<Path, Path> entry : inside.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                return entry.getValue().resolve(entry.getKey().relativize(path));
            }
        }
        throw new IllegalArgumentException(path + " was not made readable to the job");
    }
}
