package dev.assay.learning.tokens;

/** What happens to a text that spells a control token, such as {@code <|endoftext|>} or {@code [SEP]}. */
public enum SpecialText {
    /** It is text like any other; nobody can steer a model by typing it. */
    PLAIN,
    /** It becomes the control token: the way in for an injection when the text comes from a user. */
    RECOGNISED,
    /** The text is not taken. */
    REFUSED
}
