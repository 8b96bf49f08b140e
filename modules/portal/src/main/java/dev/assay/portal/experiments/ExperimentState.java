package dev.assay.portal.experiments;

import dev.assay.portal.queue.RunState;
import java.util.Collection;

/** Where an experiment is: what its runs add up to. */
public enum ExperimentState {
    /** No run has begun. */
    QUEUED,
    RUNNING,
    /** All runs ended and at least one gave a measurement. */
    DONE,
    /** All runs ended without a measurement, at least one of them because it failed or waited too long. */
    FAILED,
    /** All runs were cancelled. */
    CANCELED;

    /** What runs in these states add up to. */
    public static ExperimentState of(Collection<RunState> runs) {
        if (runs.stream().allMatch(state -> state == RunState.QUEUED)) {
            return QUEUED;
        }
        if (!runs.stream().allMatch(RunState::terminal)) {
            return RUNNING;
        }
        if (runs.contains(RunState.SUCCEEDED)) {
            return DONE;
        }
        return runs.stream().allMatch(state -> state == RunState.CANCELED) ? CANCELED : FAILED;
    }

    /** Whether nothing more will happen. */
    public boolean terminal() {
        return this == DONE || this == FAILED || this == CANCELED;
    }
}
