package dev.assay.worker.sandbox;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.JobLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs a command to its end under limits that do not need its cooperation.
 *
 * <p>A thread of its own starts the command and waits for it: bubblewrap's {@code --die-with-parent} counts the thread
 * that started it as the parent, not the process.
 */
public final class ChildProcess {
    private static final long LOOK_MILLIS = 50;
    private static final long GRACE_MILLIS = 3_000;
    private static final int KEPT_ERROR_CHARS = 8_192;

    private ChildProcess() {}

    /** Why a command ended. */
    public enum Cause {
        /** By itself, or by a signal that was not ours. */
        ENDED,
        /** Killed when its time was over. */
        WALL_CLOCK,
        /** Stopped as was asked. */
        CANCELLED,
        /** Killed because it wrote too much. */
        TOO_MUCH_OUTPUT
    }

    /**
     * How a command ended.
     *
     * @param exitCode  as the system gives it; above 128 the number of a signal plus 128
     * @param errorText the end of what it wrote to standard error, printable characters only
     */
    public record Ending(Cause cause, int exitCode, String errorText) {}

    /**
     * What the command must keep to.
     *
     * @param millis      wall-clock time left
     * @param outputBytes most bytes on standard output
     * @param cancelled   asked several times a second
     */
    public record Terms(long millis, long outputBytes, BooleanSupplier cancelled) {
        /** The limits of a job. */
        public static Terms of(JobLimits limits, BooleanSupplier cancelled) {
            return new Terms(limits.wallSeconds() * 1_000L, limits.outputBytes(), cancelled);
        }
    }

    /**
     * Runs a command.
     *
     * @param environment the whole environment
     * @param lines       called for each line of standard output, from one thread
     * @throws IOException when the command cannot be started
     * @throws InterruptedException when this thread is interrupted; the command is dead by then
     */
    public static Ending run(List<String> command, Map<String, String> environment, Terms terms, Consumer<String> lines)
            throws IOException, InterruptedException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("job-process").start(() -> {
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().clear();
                builder.environment().putAll(environment);
                Process process = builder.start();
                started.complete(process);
                ended.complete(process.waitFor());
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
                ended.completeExceptionally(e);
            }
        });
        Process process = await(started);
        AtomicBoolean tooMuch = new AtomicBoolean();
        StringBuilder errors = new StringBuilder();
        Thread out = Thread.ofPlatform()
                .daemon()
                .start(() -> readLines(process.getInputStream(), terms.outputBytes(), tooMuch, lines));
        Thread err = Thread.ofPlatform().daemon().start(() -> readTail(process.getErrorStream(), errors));
        Cause cause;
        try {
            cause = supervise(process, ended, terms, tooMuch);
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
        int exitCode = await(ended);
        out.join(GRACE_MILLIS);
        err.join(GRACE_MILLIS);
        synchronized (errors) {
            return new Ending(tooMuch.get() ? Cause.TOO_MUCH_OUTPUT : cause, exitCode, printable(errors.toString()));
        }
    }

    private static Cause supervise(
            Process process, CompletableFuture<Integer> ended, Terms terms, AtomicBoolean tooMuch)
            throws InterruptedException {
        long deadline = now() + terms.millis();
        while (!isDone(ended, LOOK_MILLIS)) {
            if (tooMuch.get()) {
                kill(process);
                return Cause.TOO_MUCH_OUTPUT;
            }
            if (now() >= deadline) {
                kill(process);
                return Cause.WALL_CLOCK;
            }
            if (terms.cancelled().getAsBoolean()) {
                stop(process, ended);
                return Cause.CANCELLED;
            }
        }
        return Cause.ENDED;
    }

    /** First a word, then a request, then force. */
    private static void stop(Process process, CompletableFuture<Integer> ended) throws InterruptedException {
        try {
            OutputStream word = process.getOutputStream();
            word.write("cancel\n".getBytes(StandardCharsets.UTF_8));
            word.flush();
        } catch (IOException e) {
            process.destroy(); // it no longer listens, so it is past being asked
        }
        if (isDone(ended, GRACE_MILLIS)) {
            return;
        }
        process.destroy();
        if (!isDone(ended, GRACE_MILLIS)) {
            kill(process);
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isDone(CompletableFuture<Integer> ended, long millis) throws InterruptedException {
        try {
            ended.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("The job process could not be started: " + e.getCause(), e);
        }
    }

    private static long now() {
        return Stopwatch.system().nanos() / 1_000_000;
    }

    private static void readLines(InputStream in, long mostBytes, AtomicBoolean tooMuch, Consumer<String> lines) {
        long left = mostBytes;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[65_536];
        try (in) {
            int count = in.read(buffer);
            while (count >= 0) {
                left -= count;
                if (left < 0) {
                    tooMuch.set(true);
                    return;
                }
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        lines.accept(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(buffer[i]);
                    }
                }
                count = in.read(buffer);
            }
        } catch (IOException e) {
            System.getLogger(ChildProcess.class.getName())
                    .log(System.Logger.Level.DEBUG, "The output of a job process ended early", e);
        }
    }

    private static void readTail(InputStream in, StringBuilder tail) {
        byte[] buffer = new byte[8_192];
        try (in) {
            int count = in.read(buffer);
            while (count >= 0) {
                synchronized (tail) {
                    tail.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                    if (tail.length() > KEPT_ERROR_CHARS) {
                        tail.delete(0, tail.length() - KEPT_ERROR_CHARS);
                    }
                }
                count = in.read(buffer);
            }
        } catch (IOException e) {
            System.getLogger(ChildProcess.class.getName())
                    .log(System.Logger.Level.DEBUG, "The messages of a job process ended early", e);
        }
    }

    /** Drops escape sequences and control characters: the text ends up in logs, on terminals and on pages. */
    public static String printable(String text) {
        return text.replaceAll("\\u001B\\[[0-9;?]*[ -/]*[@-~]", "")
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "")
                .replaceAll("[\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", "");
    }
}
