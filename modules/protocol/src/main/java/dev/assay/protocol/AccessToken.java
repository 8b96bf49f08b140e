package dev.assay.protocol;

import java.time.Instant;

/** An opaque bearer token of a device; the portal keeps only its hash and can revoke it at once. */
public record AccessToken(String token, Instant expires, Instant serverTime) {}
