/**
 * From the scores of a language model to its next token: temperature, penalties, the rules that leave tokens out, drawing
 * with a seed, and beam search, each with what a page needs to show why a token was taken.
 */
@NullMarked
package dev.assay.learning.decoding;

import org.jspecify.annotations.NullMarked;
