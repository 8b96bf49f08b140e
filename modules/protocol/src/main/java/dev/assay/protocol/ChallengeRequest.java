package dev.assay.protocol;

/** Asks for a nonce to sign. */
public record ChallengeRequest(String deviceId) {}
