package dev.assay.portal.queue;

import dev.assay.protocol.Phase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Where a run is. The allowed changes are the one switch in {@link #mayBecome}. */
public enum RunState {
    /** Waits for its device. */
    QUEUED,
    /** A device has it and has not said yet what it does. */
    LEASED,
    /** Files are fetched, the scheme is applied, the model is loaded. */
    PREPARING,
    /** The timed part, fidelity and memory. */
    MEASURING,
    /** The result is on its way. */
    UPLOADING,
    /** Somebody cancelled it and the device has not confirmed yet. */
    CANCELING,
    SUCCEEDED,
    FAILED,
    CANCELED,
    /** Waited longer than a run may wait. */
    EXPIRED;

    /** Whether a run may go from this state to another; staying is not a change. */
    public boolean mayBecome(RunState next) {
        return switch (this) {
            case QUEUED -> next == LEASED || next == CANCELED || next == EXPIRED || next == FAILED;
            case LEASED ->
                next == PREPARING || next == MEASURING || next == UPLOADING || next == CANCELING || next.ends(this);
            case PREPARING -> next == MEASURING || next == UPLOADING || next == CANCELING || next.ends(this);
            case MEASURING -> next == UPLOADING || next == CANCELING || next.ends(this);
            case UPLOADING -> next == CANCELING || next.ends(this);
            case CANCELING -> next == CANCELED || next == SUCCEEDED;
            case SUCCEEDED, FAILED, CANCELED, EXPIRED -> false;
        };
    }

    /** How a lease can end: with a result, or back in the queue when the device was at fault. */
    private boolean ends(RunState held) {
        return held.held() && (this == SUCCEEDED || this == FAILED || this == CANCELED || this == QUEUED);
    }

    /** Whether nothing more will happen. */
    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELED || this == EXPIRED;
    }

    /** Whether a device holds a lease in this state. */
    public boolean held() {
        return this == LEASED || this == PREPARING || this == MEASURING || this == UPLOADING || this == CANCELING;
    }

    /** The states from which this one can be reached. */
    public Set<RunState> before() {
        EnumSet<RunState> from = EnumSet.noneOf(RunState.class);
        Arrays.stream(values()).filter(state -> state.mayBecome(this)).forEach(from::add);
        return from;
    }

    /** The state in which an agent reports a phase. */
    public static RunState of(Phase phase) {
        return switch (phase) {
            case DOWNLOADING, CALIBRATING, QUANTIZING, LOADING -> PREPARING;
            case WARMING_UP, MEASURING, FIDELITY, MEMORY, PROFILING, ENERGY, SEARCHING -> MEASURING;
            case UPLOADING -> UPLOADING;
        };
    }

    /** Where a held run is after its agent reported a phase; a report never leads backwards or out of CANCELING. */
    public RunState after(Phase phase) {
        RunState reported = of(phase);
        return mayBecome(reported) ? reported : this;
    }
}
