package dev.assay.protocol;

/** Where a job is, as its agent tells it. */
public enum Phase {
    DOWNLOADING,
    CALIBRATING,
    QUANTIZING,
    SEARCHING,
    LOADING,
    WARMING_UP,
    MEASURING,
    FIDELITY,
    MEMORY,
    PROFILING,
    ENERGY,
    UPLOADING
}
