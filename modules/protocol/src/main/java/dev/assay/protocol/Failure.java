package dev.assay.protocol;

/**
 * Why a job failed.
 *
 * @param code    one of a closed list: {@code REJECTED, OOM, KILLED, TIMEOUT, CRASH, MESSAGE, OUTPUT, DISK, NETWORK,
 *                SANDBOX, DEVICE_LOST, INTERNAL}
 * @param message one sentence: what happened and what to do
 */
public record Failure(FailureClass failureClass, String code, String message) {}
