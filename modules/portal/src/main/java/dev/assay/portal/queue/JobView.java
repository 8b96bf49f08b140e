package dev.assay.portal.queue;

import dev.assay.protocol.Phase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as people see it.
 *
 * @param phase    what the agent said last, or null while nobody has the job
 * @param progress of the whole job, 0 to 1
 * @param note     one line of the agent
 * @param attempts how often a device claimed it
 * @param failure  why it failed or expired, else null
 * @param place    where it stands in the queue while it waits, else null
 * @param remainingSeconds estimate until it ends; null when it ended or its device is offline
 * @param history  every state it was in, oldest first
 * @param ended    when it came to its end, else null
 */
public record JobView(
        UUID id,
        UUID device,
        RunState state,
        @Nullable Phase phase,
        double progress,
        String note,
        int attempts,
        boolean cancelRequested,
        @Nullable JobFailure failure,
        @Nullable Place place,
        @Nullable Long remainingSeconds,
        List<StateChange> history,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended) {

    /** One entry of the history. */
    public record StateChange(RunState state, Instant at, long epoch, String reason) {}

    /**
     * Why a job failed.
     *
     * @param failureClass {@code MODEL}, {@code INFRA} or {@code SERVER}
     * @param code         from the closed list of the protocol, or {@code POISON} or {@code EXPIRED}
     * @param message      one or two sentences for people
     */
    public record JobFailure(String failureClass, String code, String message) {}

    /**
     * A place in the queue of a device.
     *
     * @param ahead       jobs that come first, the running one included
     * @param startsInSeconds estimate, or null while the device is offline
     */
    public record Place(int ahead, @Nullable Long startsInSeconds) {}
}
