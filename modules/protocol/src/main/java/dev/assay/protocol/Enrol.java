package dev.assay.protocol;

/**
 * A machine asks to become a device.
 *
 * @param token        enrolment token, shown once by the portal
 * @param publicKey    Ed25519 public key, X.509 encoding in Base64; the private key never leaves the device
 * @param name         the name people see
 * @param protocol     versions the agent speaks
 * @param capabilities what the device says about itself
 */
public record Enrol(String token, String publicKey, String name, VersionRange protocol, Capabilities capabilities) {}
