package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The portal's command line; what is behind each flag is written in docs/adr/0003-payara-micro.md. */
final class Portal {
    private Portal() {}

    /** Puts the server's directory back to its first state, then says how to start it. */
    static List<String> command(PayaraRoot root, Path war, String bind, int port) throws IOException {
        root.reset();
        Path listener = root.path().resolve("bind.asadmin");
        Files.writeString(
                listener,
                "set configs.config.server-config.network-config.network-listeners.network-listener"
                        + ".http-listener.address=" + bind + "\n");
        List<String> words = new ArrayList<>();
        words.add(Java.launcher());
        words.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + root.classArchive(),
                "-Xlog:cds=off",
                "-Djava.awt.headless=true"));
        if (Java.FEATURE >= 24) {
            words.addAll(List.of("-Xlog:aot=off", "--sun-misc-unsafe-memory-access=allow"));
        }
        words.addAll(List.of(
                "-jar",
                root.launcher().toString(),
                "--nohazelcast",
                "--disablephonehome",
                "--prebootcommandfile",
                listener.toString(),
                "--port",
                Integer.toString(port),
                "--deploy",
                war.toString(),
                "--contextroot",
                "/"));
        return words;
    }
}
