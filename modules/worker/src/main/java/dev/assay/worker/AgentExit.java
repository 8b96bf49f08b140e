package dev.assay.worker;

/** Why the agent ended, with one sentence that says what to do. */
public record AgentExit(Reason reason, String sentence) {
    /** The closed list of reasons. */
    public enum Reason {
        /** {@link Agent#stop()} was called. */
        STOPPED,
        /** The portal does not know this device, or its access was taken away. */
        REVOKED,
        /** The enrolment token was refused. */
        ENROLMENT_REFUSED,
        /** The portal speaks another protocol version. */
        VERSION,
        /** Another process runs with the same device key. */
        SESSION_CONFLICT
    }
}
