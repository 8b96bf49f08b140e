package dev.assay.cli.serve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words before a command that tie its life to ours, where the system has them (util-linux). */
final class EndsWithParent {
    private static final @Nullable String SETSID = find("setsid");
    private static final @Nullable String SETPRIV = find("setpriv");

    private EndsWithParent() {}

    /**
     * A session of its own, so that Ctrl+C reaches only this process and children end in order; and a signal to the child
     * when the starting thread is gone, so that nothing survives a {@code kill -9}.
     */
    static List<String> prefix(String signal) {
        List<String> words = new ArrayList<>();
        if (SETSID != null) {
            words.add(SETSID);
        }
        if (SETPRIV != null) {
            words.addAll(List.of(SETPRIV, "--pdeathsig", signal, "--"));
        }
        return words;
    }

    private static @Nullable String find(String program) {
        for (String directory : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }
}
