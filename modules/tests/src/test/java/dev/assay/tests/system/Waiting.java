package dev.assay.tests.system;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for a condition, never for a time. */
public final class Waiting {
    private Waiting() {}

    /** Asks a few times a second until there is an answer; {@code atMost} only ends a test that is lost. */
    public static <T> T until(String what, Duration atMost, Supplier<Optional<T>> question)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + atMost + " in vain for " + what);
            }
            Thread.sleep(200);
        }
    }
}
