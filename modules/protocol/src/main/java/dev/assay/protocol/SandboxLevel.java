package dev.assay.protocol;

/** How well a job process is kept away from the machine it runs on; the order is weakest first. */
public enum SandboxLevel {
    /** An ordinary child process with a wall-clock limit. */
    NONE,
    /** Resource limits (address space, CPU seconds, file size, open files) and an empty environment. */
    LIMITS,
    /** Resource limits, and bubblewrap: no network, own process tree, read-only file system with only what is needed. */
    BUBBLEWRAP
}
