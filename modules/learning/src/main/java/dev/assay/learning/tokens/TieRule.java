package dev.assay.learning.tokens;

/**
 * Which of several equally good pairs is merged. Programs differ here, and so do the tokenizers that they make from the
 * same text.
 */
public enum TieRule {
    /** The one whose left symbol comes first when the corpus is read from its beginning; minbpe and many courses do so. */
    FIRST_MET,
    /**
     * The one whose left symbol was numbered first, then its right symbol: the order of Hugging Face's
     * {@code BpeTrainer}.
     */
    SMALLEST_NUMBERS
}
