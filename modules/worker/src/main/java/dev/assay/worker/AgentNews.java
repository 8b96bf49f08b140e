package dev.assay.worker;

/** Something that happened to the agent, in one sentence for people. */
public record AgentNews(Kind kind, String sentence) {
    /** What a program may react to. */
    public enum Kind {
        ENROLLED,
        WAITING_FOR_APPROVAL,
        ONLINE,
        OFFLINE,
        JOB_STARTED,
        JOB_ENDED,
        WARNING
    }
}
