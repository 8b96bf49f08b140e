package dev.assay.worker.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks around in a sandbox and says what it can do. */
public final class Peek {
    private Peek() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("probe")) {
            System.out.println("here");
            return;
        }
        System.out.println(
                "environment " + Files.readString(Path.of("/proc/1/environ")).replace('\0', ' '));
        try (Stream<Path> entries = Files.list(Path.of("/"))) {
            System.out.println("root " + entries.map(Path::toString).sorted().toList());
        }
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            System.out.println("processes "
                    + processes
                            .filter(path -> path.getFileName().toString().matches("\\d+"))
                            .count());
        }
        for (String file : List.of("/etc/passwd", "/bin/sh", "/root", "/home")) {
            System.out.println("exists " + file + " " + Files.exists(Path.of(file)));
        }
        System.out.println("write " + writes(Path.of(arguments[1]).resolveSibling("planted")));
        System.out.println("network " + connects(Integer.parseInt(arguments[2])));
    }

    private static boolean writes(Path file) {
        try {
            Files.writeString(file, "x");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
