/**
 * The ledger of claims: what others say about inference, recomputed where arithmetic can decide it and held against
 * measurements where a run can.
 *
 * <p>{@link dev.assay.guidance.claims.ClaimLedger} reads the claims; {@link dev.assay.guidance.claims.Computations} holds
 * the arithmetic, one pure function each; the verdicts follow from both. Nothing here knows a clock, a database or a
 * network.
 */
@NullMarked
package dev.assay.guidance.claims;

import org.jspecify.annotations.NullMarked;
