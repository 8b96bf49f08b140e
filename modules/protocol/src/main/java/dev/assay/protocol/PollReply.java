package dev.assay.protocol;

import java.time.Instant;
import java.util.List;

/** Desired state: jobs to start, to cancel (report a cancelled outcome) and to drop (report nothing). */
public record PollReply(
        List<Assignment> run, List<JobRef> cancel, List<JobRef> drop, AgentParameters parameters, Instant serverTime) {}
