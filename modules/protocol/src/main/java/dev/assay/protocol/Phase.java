package dev.assay.protocol;

/** Where a job is, as its agent tells it. */
public enum Phase {
    DOWNLOADING,
    QUANTIZING,
    LOADING,
    WARMING_UP,
    MEASURING,
    FIDELITY,
    MEMORY,
    UPLOADING
}
