package dev.assay.worker;

import dev.assay.benchmark.Stopwatch;
import dev.assay.worker.portal.Backoff;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * The agent's clocks and waiting times; shorter in tests.
 *
 * @param conflictMillis     pause after the portal said that another session is alive
 * @param conflictMostMillis how long to go on trying then
 * @param idleMillis         upper bound of the random pause between two polls without work
 */
record AgentPace(
        Backoff backoff,
        long conflictMillis,
        long conflictMostMillis,
        long idleMillis,
        Stopwatch stopwatch,
        InstantSource clock) {
    static AgentPace usual() {
        return new AgentPace(
                new Backoff(1_000, 30_000, new SecureRandom()),
                5_000,
                240_000,
                500,
                Stopwatch.system(),
                InstantSource.system());
    }
}
