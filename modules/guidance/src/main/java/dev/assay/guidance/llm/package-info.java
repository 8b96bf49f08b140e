/**
 * How long a language model takes and what it needs, from its architecture and a device's ceilings: prefill, decode,
 * the KV cache, the link to the host, and whether a claimed speed is possible at all. Pure functions; seconds, bytes,
 * tokens and operations per second are in the names. A multiply-add counts as two operations.
 */
@NullMarked
package dev.assay.guidance.llm;

import org.jspecify.annotations.NullMarked;
