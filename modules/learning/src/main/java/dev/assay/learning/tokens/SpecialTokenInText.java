package dev.assay.learning.tokens;

/** A text spells a control token and that was not allowed. */
public final class SpecialTokenInText extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SpecialTokenInText(String token, int at) {
        super("The text spells the control token " + token + " at character " + at
                + "; nothing was encoded. Take it as plain text, or allow control tokens.");
    }
}
