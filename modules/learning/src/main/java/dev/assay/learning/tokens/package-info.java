/**
 * Texts cut into tokens: characters, words, byte pairs, WordPiece and Unigram; their trainers, which keep every step; and
 * what the tokens of two texts have in common.
 */
@NullMarked
package dev.assay.learning.tokens;

import org.jspecify.annotations.NullMarked;
