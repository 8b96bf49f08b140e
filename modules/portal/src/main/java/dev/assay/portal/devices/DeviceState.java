package dev.assay.portal.devices;

/** What a device is doing, as far as the portal can tell. */
public enum DeviceState {
    /** Enrolled, and waits for an administrator. */
    PENDING,
    /** Has not been heard of for three polls. */
    OFFLINE,
    IDLE,
    RUNNING,
    /** Its key is no longer accepted. */
    REVOKED
}
