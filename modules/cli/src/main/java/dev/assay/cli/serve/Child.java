package dev.assay.cli.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is started again whenever it dies, until {@link #stop}.
 *
 * <p>One platform thread starts it and waits for it. That matters on Linux: the signal that ends a child together with its
 * parent is sent when the <em>thread</em> that started it ends.
 */
final class Child {
    private static final double SHORT_LIFE_SECONDS = 60;
    private static final long LONGEST_PAUSE_SECONDS = 30;

    /** How a child is started; asked again before every start. */
    @FunctionalInterface
    interface Command {
        List<String> arguments() throws IOException;
    }

    /** Told when a child has ended by itself; false gives it up. */
    @FunctionalInterface
    interface OnEnd {
        boolean startAgain(int exitCode);
    }

    private final String name;
    private final Command command;
    private final Map<String, String> environment;
    private final Path log;
    private final Consumer<String> news;
    private final OnEnd onEnd;
    private final Thread keeper;

    private volatile boolean stopping;
    private volatile @Nullable Process process;
    private volatile int starts;
    private volatile Runnable started = () -> {};

    Child(String name, Command command, Map<String, String> environment, Path log, Consumer<String> news, OnEnd onEnd) {
        this.name = name;
        this.command = command;
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.news = news;
        this.onEnd = onEnd;
        this.keeper =
                Thread.ofPlatform().name("keeper of the " + name).daemon(true).unstarted(this::keep);
    }

    String name() {
        return name;
    }

    /** @param started told after every start of the process */
    void start(Runnable started) {
        this.started = started;
        keeper.start();
    }

    private void keep() {
        long pauseSeconds = 1;
        while (!stopping) {
            long startedNanos = System.nanoTime();
            int exitCode;
            try {
                exitCode = runOnce();
            } catch (IOException e) {
                news.accept("The " + name + " could not be started: " + e.getMessage());
                exitCode = -1;
            } catch (InterruptedException e) {
                return; // only stop() interrupts, when the process is gone
            }
            if (stopping || !onEnd.startAgain(exitCode)) {
                return;
            }
            if ((System.nanoTime() - startedNanos) / 1e9 > SHORT_LIFE_SECONDS) {
                pauseSeconds = 1;
            }
            news.accept("The " + name + " ended (exit code " + exitCode + "); starting it again in " + pauseSeconds
                    + " s. What was stored is safe; its log is " + log + ".");
            try {
                TimeUnit.SECONDS.sleep(pauseSeconds);
            } catch (InterruptedException e) {
                return;
            }
            pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 2);
        }
    }

    private int runOnce() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(EndsWithParent.prefix("TERM"));
        arguments.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        synchronized (this) {
            if (stopping) {
                return 0;
            }
            process = builder.start();
            starts++;
        }
        Process current = process;
        if (current == null) {
            throw new IllegalStateException("a started process is never null");
        }
        started.run();
        // Standard input stays open and empty: its end tells the child that this process is gone.
        return current.waitFor();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Whether the keeper still tries. */
    boolean isKept() {
        return keeper.isAlive();
    }

    int starts() {
        return starts;
    }

    /** The current process, or null before the first start. */
    @Nullable
    ProcessHandle handle() {
        Process current = process;
        return current == null ? null : current.toHandle();
    }

    /** Asks the process to end, insists after {@code patience}, and returns when it is gone. */
    void stop(Duration patience) throws InterruptedException {
        Process current;
        synchronized (this) {
            stopping = true;
            current = process;
        }
        if (current != null && current.isAlive()) {
            current.destroy();
            if (!current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                current.destroyForcibly();
                current.waitFor(5, TimeUnit.SECONDS);
            }
        }
        keeper.interrupt();
    }
}
