package dev.assay.protocol;

/** How a job ended on the device. */
public enum Outcome {
    SUCCEEDED,
    FAILED,
    CANCELED
}
