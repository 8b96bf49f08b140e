package dev.assay.protocol;

import java.time.Instant;

/** A nonce to sign, valid once and for a short time. */
public record Challenge(String nonce, Instant expires) {}
