package dev.assay.learning.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a text is cut before symbols are merged; no merge crosses a cut. */
public enum Split {
    /** Not at all. */
    WHOLE,
    /** At white space, which is dropped. */
    WORDS,
    /**
     * As GPT-2 does: English contractions, and runs of letters, digits or other characters, each with one blank before it;
     * nothing is dropped. The pattern is that of {@code gpt-2/src/encoder.py}.
     */
    GPT2;

    private static final Pattern GPT2_PATTERN = Pattern.compile(
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS);

    /** First and last (exclusive) code units of the pieces. */
    List<int[]> spans(String text) {
        List<int[]> spans = new ArrayList<>();
        if (this == WHOLE) {
            if (!text.isEmpty()) {
                spans.add(new int[] {0, text.length()});
            }
            return spans;
        }
        Matcher matcher = (this == WORDS ? WORD : GPT2_PATTERN).matcher(text);
        while (matcher.find()) {
            spans.add(new int[] {matcher.start(), matcher.end()});
        }
        return spans;
    }
}
