package dev.assay.protocol;

/** Whose fault a failure is: it decides whether the job is tried again. */
public enum FailureClass {
    /** The model or its workload: not repeated blindly. */
    MODEL,
    /** Disk, network, sandbox or a lost device: tried again, counted against the device. */
    INFRA,
    /** The portal itself. */
    SERVER
}
