package dev.assay.learning.tokens;

/**
 * A candidate for a merge.
 *
 * @param count      how often the two stand side by side; places that overlap, as in {@code aaa}, count each
 * @param leftCount  how often the left symbol occurs
 * @param rightCount how often the right symbol occurs
 * @param score      what the candidates are compared by: {@code count} for byte pairs, {@code count / (leftCount *
 *                   rightCount)} for WordPiece
 */
public record PairScore(String left, String right, long count, long leftCount, long rightCount, double score) {}
