/** The ledger of claims with what the runs of this portal say about it, its history, its followers and their news. */
@org.jspecify.annotations.NullMarked
package dev.assay.portal.claims;
