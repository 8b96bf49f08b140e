package dev.assay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of an agent, which is also its request for work.
 *
 * @param session          random id of this agent process; a second session of one device is a conflict
 * @param capabilitiesHash hash of the capabilities the portal should have
 * @param capabilities     sent with the first poll and whenever they changed, else null
 * @param running          jobs this agent holds, so that the portal can answer with the desired state
 * @param freeSlots        how many more jobs it would start now
 */
public record Poll(
        String session,
        String capabilitiesHash,
        @Nullable Capabilities capabilities,
        List<JobRef> running,
        int freeSlots) {}
