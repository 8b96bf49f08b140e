package dev.assay.learning.tokens;

/** Cuts texts into tokens. Takes any text, the empty one too; safe for use by several threads. */
public interface Tokenizer {
    /** Its name on a page, such as {@code cl100k_base}. */
    String name();

    /** How many different tokens it knows; -1 when every character of Unicode is one. */
    int vocabularySize();

    /** Cuts a text, taking everything in it as plain text. */
    Tokenization encode(String text);
}
