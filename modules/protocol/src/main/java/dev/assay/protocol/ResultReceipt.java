package dev.assay.protocol;

/** The portal's answer to a result; the same result sent again gets the same receipt. */
public record ResultReceipt(String jobId, long epoch, boolean accepted) {}
