package dev.assay.worker;

/** A job that was stopped because somebody asked for it. */
final class JobCanceled extends Exception {
    private static final long serialVersionUID = 1L;
}
