package dev.assay.cli.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java runtime of this process, for children. */
final class Java {
    static final int FEATURE = Runtime.version().feature();

    private Java() {}

    static String launcher() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The launcher and the flags that native libraries need; newer runtimes ask for more of them. */
    static List<String> command() {
        List<String> words = new ArrayList<>(List.of(launcher(), "--enable-native-access=ALL-UNNAMED"));
        if (FEATURE >= 24) {
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        return words;
    }
}
