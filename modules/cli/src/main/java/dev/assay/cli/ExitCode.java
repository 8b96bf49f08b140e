package dev.assay.cli;

/** What a command tells the shell. */
final class ExitCode {
    static final int DONE = 0;
    /** The work was understood and could not be done. */
    static final int FAILED = 1;
    /** Arguments or files that cannot be used; nothing was started. */
    static final int BAD_INPUT = 2;
    /** Measured, and below what was asked for. */
    static final int OBJECTIVES_NOT_MET = 3;

    private ExitCode() {}
}
