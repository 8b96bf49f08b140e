package dev.assay.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Short-lived child processes with an empty environment. */
final class Commands {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Commands() {}

    /** A process that inherits nothing of ours: the portal's secrets are in its environment. */
    static ProcessBuilder builder(List<String> command, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C");
        return builder;
    }

    /** Runs a command to its end; its output becomes part of the exception when it fails. */
    static void run(List<String> command, Path directory) throws IOException, InterruptedException {
        Process process = builder(command, directory).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.getFirst() + " ended with " + process.exitValue() + ": " + output.strip());
        }
    }

    static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = builder(List.of(command), Path.of("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            System.getLogger(Commands.class.getName())
                    .log(System.Logger.Level.DEBUG, "The command " + command[0] + " is not here", e);
            return false;
        }
    }

    /** Sends a signal by name; a process that is gone already is no error. */
    static void signal(String name, long pid) throws InterruptedException {
        succeeds("kill", "-" + name, Long.toString(pid));
    }
}
