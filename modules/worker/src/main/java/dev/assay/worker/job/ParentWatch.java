package dev.assay.worker.job;

import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Listens to the parent on standard input: a line {@code cancel} stops the run, the end of input ends this process. */
final class ParentWatch {
    private static final int GONE = 3;

    private boolean cancelled;
    private @Nullable ModelSession session;

    private ParentWatch() {}

    static ParentWatch start() {
        ParentWatch watch = new ParentWatch();
        Thread.ofPlatform().daemon().name("parent-watch").start(watch::listen);
        return watch;
    }

    /** Names the session that a request to stop is for. */
    synchronized void guard(ModelSession guarded) throws InferenceException {
        session = guarded;
        if (cancelled) {
            guarded.terminate();
        }
    }

    /** The guarded session is about to be closed. */
    synchronized void release() {
        session = null;
    }

    private void listen() {
        try (BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = parent.readLine();
            while (line != null) {
                if (line.equals("cancel")) {
                    cancel();
                }
                line = parent.readLine();
            }
        } catch (IOException | InferenceException e) {
            System.err.println("The parent of this job process cannot be heard: " + e.getMessage());
        }
        Runtime.getRuntime().halt(GONE);
    }

    private synchronized void cancel() throws InferenceException {
        cancelled = true;
        if (session != null) {
            session.terminate();
        }
    }
}
