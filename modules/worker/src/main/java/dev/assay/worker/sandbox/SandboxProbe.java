package dev.assay.worker.sandbox;

import dev.assay.protocol.JobLimits;
import dev.assay.protocol.SandboxLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Finds the strongest sandbox that works here, by really starting a job process in it. */
public final class SandboxProbe {
    private static final JobLimits LIMITS = new JobLimits(30, 20, 6L << 30, 1L << 20);
    private static final long HEAP_BYTES = 64L << 20;

    private SandboxProbe() {}

    /**
     * What was found.
     *
     * @param answer  the line that the probe wrote in that sandbox
     * @param caveats one sentence per stronger level that did not work
     */
    public record Found(Sandbox sandbox, String answer, List<String> caveats) {}

    /**
     * Tries the levels, strongest first.
     *
     * @param mainClass started with the argument {@code probe}
     * @param isAnswer  recognises the line that shows it works
     * @throws IOException when not even an ordinary child process works
     */
    public static Found find(
            Path javaHome, List<Path> classPath, Path natives, String mainClass, Predicate<String> isAnswer)
            throws IOException, InterruptedException {
        List<String> caveats = new ArrayList<>();
        for (SandboxLevel level : List.of(SandboxLevel.BUBBLEWRAP, SandboxLevel.LIMITS, SandboxLevel.NONE)) {
            Sandbox sandbox = new Sandbox(level, javaHome, classPath, natives);
            try {
                String answer = probe(sandbox, mainClass, isAnswer);
                return new Found(sandbox, answer, List.copyOf(caveats));
            } catch (IOException e) {
                caveats.add("Sandbox level " + level + " does not work here: " + e.getMessage());
            }
        }
        throw new IOException("No job process can be started on this machine. " + String.join(" ", caveats));
    }

    private static String probe(Sandbox sandbox, String mainClass, Predicate<String> isAnswer)
            throws IOException, InterruptedException {
        Launch launch =
                new Launch(mainClass, List.of(new Launch.Text("probe")), List.of(), null, HEAP_BYTES, 1L << 20, LIMITS);
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        ChildProcess.Ending ending = ChildProcess.run(
                sandbox.command(launch), Sandbox.environment(), ChildProcess.Terms.of(LIMITS, () -> false), line -> {
                    if (isAnswer.test(line)) {
                        answers.add(line);
                    }
                });
        String answer = answers.peek();
        if (answer == null) {
            String words = ending.errorText().isBlank()
                    ? "it ended with code " + ending.exitCode() + " and without a word."
                    : ending.errorText().strip();
            throw new IOException(words.length() > 400 ? words.substring(0, 400) + " ..." : words);
        }
        return answer;
    }
}
